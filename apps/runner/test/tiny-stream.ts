export {
  result,
  runTinyJob,
  type TinyStream,
  tiny,
  tinyStream,
} from '../src/testing/tiny-stream';
