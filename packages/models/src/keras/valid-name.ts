/**
 * The name of a layer or a weight as TensorFlow.js takes it: it refuses spaces, `#`, `%` and the like, and begins with a letter or a
 * digit. Two names that become the same are refused by TensorFlow.js itself.
 */
export function validName(name: string): string {
  const valid = name.replace(/[^-\w./]/g, '_');
  return valid === '' || /^[A-Za-z0-9]/.test(valid) ? valid : `layer${valid}`;
}
