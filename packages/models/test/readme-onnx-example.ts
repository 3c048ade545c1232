import '@tensorflow/tfjs-backend-cpu';
import { writeFileSync } from 'node:fs';
import { stateDict } from '@exmodel/models';
import { openOnnx } from '@exmodel/models/onnx';
import { writePytorch } from '@exmodel/models/pytorch';

const file = await openOnnx('classifier.onnx');
console.log(file.inputShape, file.classes, file.activation); // [ 32, 32, 3 ] 4 none

// Images [batch, height, width, channels] → logits [batch, classes]; a LayersModel like any other.
const expert = await file.createModel();

// The same network for ten classes: all weights but those of the last layer.
const student = await file.createModel({ newHead: { classes: 10, random: Math.random } });

// In Python: the module that was exported, with ten classes, loads it: module.load_state_dict(torch.load('student.pth'))
writeFileSync('student.pth', writePytorch(await stateDict(student)));

expert.dispose();
student.dispose();
