/** An executor cannot run a program, and says why. Nothing was run; the program says nothing about the backend. */
export class UnsupportedProgram extends Error {
  override readonly name = 'UnsupportedProgram';
}
