/**
 * The typed errors of all three packages. Every message reads `operation: what was wrong, with
 * shapes; what to do.` Every class is one kind of mistake with a stable `code`, and docs/errors.md
 * has a heading for each code.
 */

/** The base class: `catch (e) { if (e instanceof WengertError) … }` catches whatever we throw. */
export class WengertError extends Error {
  /** Stable across versions; docs/errors.md explains each. */
  readonly code: string
  // Not the class's own name, which a minifier changes; here and in all classes.
  override readonly name: string = 'WengertError'
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Shapes that do not fit the operation or each other. */
export class ShapeError extends WengertError {
  override readonly name = 'ShapeError'
  constructor(message: string) {
    super('shape', message)
  }
}

/** A dtype that the operation does not take. */
export class DTypeError extends WengertError {
  override readonly name = 'DTypeError'
  constructor(message: string) {
    super('dtype', message)
  }
}

/** An argument of the wrong kind or out of its range. */
export class ArgumentError extends WengertError {
  override readonly name = 'ArgumentError'
  constructor(message: string) {
    super('argument', message)
  }
}

/** An index outside the axis that it indexes. */
export class IndexError extends WengertError {
  override readonly name = 'IndexError'
  constructor(message: string) {
    super('index', message)
  }
}

/** A tree that is not made of arrays, plain objects and tensors, or that differs from its pattern. */
export class TreeError extends WengertError {
  override readonly name = 'TreeError'
  constructor(message: string) {
    super('tree', message)
  }
}

/** A traced tensor met outside the trace that made it. */
export class LeakError extends WengertError {
  override readonly name = 'LeakError'
  constructor(message: string) {
    super('leak', message)
  }
}

/** A value was read where only its shape and dtype are known, or where reading loses a derivative. */
export class ConcretizationError extends WengertError {
  override readonly name = 'ConcretizationError'
  constructor(message: string) {
    super('concretization', message)
  }
}

/** A function that cannot be traced: asynchronous, or without a tensor as its result. */
export class FunctionError extends WengertError {
  override readonly name = 'FunctionError'
  constructor(message: string) {
    super('function', message)
  }
}

/** A matrix without the property that the operation needs: singular, or not positive definite. */
export class MatrixError extends WengertError {
  override readonly name = 'MatrixError'
  constructor(message: string) {
    super('matrix', message)
  }
}

/** A derivative was asked for that does not exist or that has no rule. */
export class DerivativeError extends WengertError {
  override readonly name = 'DerivativeError'
  constructor(message: string) {
    super('derivative', message)
  }
}

/** Two copies of @wengert/tensor were loaded, and a tensor of one reached the other. */
export class DuplicatePackageError extends WengertError {
  override readonly name = 'DuplicatePackageError'
  constructor(message: string) {
    super('duplicate-package', message)
  }
}

/** A kernel of TensorFlow.js without a counterpart here. */
export class KernelError extends WengertError {
  override readonly name = 'KernelError'
  constructor(message: string) {
    super('kernel', message)
  }
}
