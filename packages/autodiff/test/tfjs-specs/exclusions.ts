/** The specs of tfjs-core for kernels that we have which do not pass, one by one, and why. */
const nan =
  'NaN is ignored there; here it propagates, as IEEE 754 and NumPy have it. Numbers other than NaN agree.'
const padding =
  'Some windows hold nothing but padding. Their mean or largest element does not exist, and is refused.'
const shortcut =
  'A window of one element with stride 2: their shortcut returns x although the windows are others, ' +
  'some of them nothing but padding, which is refused.'
const strings = 'Strings have no derivatives, and tensors of them no counterpart here.'
const message = 'It throws as well, with a message of ours.'

export const exclusions: Readonly<Record<string, string>> = {
  'argmax ignores NaNs': nan,
  'argmin ignores NaNs': nan,
  'argmin 3D, ignores NaNs': nan,
  'maxPool [x=[3,3,1] f=[2,2] s=1 ignores NaNs': nan,
  'maxPool3d x=[1,3,3,3,1] f=[2,2,2] s=1 p=valid, ignores NaNs': nan,

  'avgPool x=[2,2,3] f=[2,2] s=3 p=1 dimRoundingMode=round': padding,
  'avgPool x=[2,2,3] f=[2,2] s=3 p=1 dimRoundingMode=ceil': padding,
  'avgPool3d x=[1,1,1,1,1] f=[2,2,2] s=1 p=2': padding,
  'maxPool x=[2,2,3] f=[2,2] s=3 p=1 dimRoundingMode=round': padding,
  'maxPool x=[2,2,3] f=[2,2] s=3 p=1 dimRoundingMode=ceil': padding,
  'pool max x=[3,3,1] f=[3,3] s=3 d=1 p=explicit dimRoundingMode=ceil': padding,
  'pool avg x=[3,3,1] f=[3,3] s=3 d=1 p=explicit dimRoundingMode=ceil': padding,
  'avgPool x=[2,2,3] f=[1,1] s=2 p=1 dimRoundingMode=floor': shortcut,
  'maxPool x=[2,2,3] f=[1,1] s=2 p=1 dimRoundingMode=floor': shortcut,
  'pool max x=[2,2,3] f=[1,1] s=2 p=1 fractional outputs default rounding': shortcut,
  'pool avg x=[2,2,3] f=[1,1] s=2 p=1 fractional outputs default rounding': shortcut,
  'avgPool3d x=[1,1,1,1,1] f=[1,1,3] s=1 p=valid':
    'The window is longer than its axis: there the result has no elements, here that is refused.',
  'avgPool gradient x=[3,3,1] f=[3,3] s=1 p=explicit':
    'Their mean leaves padding out and their gradient of it divides by the whole window; ours is the ' +
    'gradient of the mean.',

  'conv2dTranspose input=8x8x8,output=4x4x8,f=8,s=1,inDepth=8,p=same vec4':
    'The shapes contradict each other: a stride of 1 with padding "same" keeps 8 elements 8. There the rest ' +
    'is dropped, here it is refused.',
  'stack non matching dtypes throws error':
    'Different dtypes are refused there; here they are promoted.',
  'gather throws when index is out of bound': message,

  'fill 1D fill string': strings,
  'fill 2D fill string': strings,
  'squeeze default': strings,
  'squeeze specific dimension': strings,
  'squeeze all ones': strings,
  'squeeze squeeze only ones': strings,
  'clone 1D string dtype': strings,
  'clone 2D string dtype': strings,
  'clone 3D string dtype': strings,
  'clone 4D string dtype': strings,
  'clone gradient: 1D string throws error with string dy': strings,
  'clone gradient: 1D string throws error with bool dy': strings,
  'clone gradient: 1D string throws error with int32 dy': strings,
  'clone gradient: 1D string works with float32 dy': strings,
  'concat3d Accepts string tensor.': strings,
  'equal should support string comparison': strings,
  'expandDims 1d string tensor': strings,
  'expandDims 2d string tensor, axis=1': strings,
  'greaterEqual should support string comparison': strings,
  'greater should support string comparison': strings,
  'lessEqual should support string comparison': strings,
  'less should support string comparison': strings,
  'notEqual should support string comparison': strings,
  'slice  accepts string slices 2x2x2 array into 2x1x1 no size.': strings,
  'slice  accepts string slices 2x2x2 array into 1x2x2 with scalar begin no size.': strings,
  'slice  accepts string slice encoded string.': strings,
  'stack accepts string.': strings,
  'tile 1d string tensor': strings,
  'tile 2d string tensor': strings,
  'tile 6D string tensor': strings,
  'unstack accepts string': strings,
}

/** Operations of kernels that we do not have, whose specs fail earlier: when they make tensors of strings. */
export const operationsOnStrings: Readonly<Record<string, string>> = {
  sparseToDense: 'SparseToDense',
  staticRegexReplace: 'StaticRegexReplace',
  stringNGrams: 'StringNGrams',
  stringSplit: 'StringSplit',
  stringToHashBucketFast: 'StringToHashBucketFast',
  unique: 'Unique',
}
