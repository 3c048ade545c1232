/** What to do about the files that are refused most: for every `PytorchFileError`. */
export const advice = {
  download: 'Download the file again, or save it again.',
  saveAgain: "Save it again in Python: torch.save(state_dict, 'weights.pth').",
  saveStateDict:
    "If this is a whole model, save its state dict instead, in Python: torch.save(model.state_dict(), 'weights.pth'); " +
    'if it is a checkpoint, save the state dict that it holds. Loading a file in Python runs what it names: do so only ' +
    'if you trust who made it.',
  saveNarrower:
    "Save less, in Python: torch.save({name: t.clone() for name, t in state_dict.items()}, 'weights.pth').",
} as const;
