import { readFileSync, writeFileSync } from 'node:fs';
import { createModel, loadStateDict, stateDict } from '@exmodel/models';
import { readPytorch, writePytorch } from '@exmodel/models/pytorch';

const model = createModel('lenet', { inputShape: [32, 32, 1], classes: 10, random: Math.random });
loadStateDict(model, readPytorch(readFileSync('expert.pth')).tensors);

// In Python: module.load_state_dict(torch.load('student.pth', weights_only=True))
writeFileSync('student.pth', writePytorch(await stateDict(model)));
