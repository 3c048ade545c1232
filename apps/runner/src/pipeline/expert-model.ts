/** The architecture of a student's experts: theirs has one head, and no other task's classes to mask. */
export function expertModel(studentModel: string): string {
  return studentModel.replace(/^masked_/, '');
}
