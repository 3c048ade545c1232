/** The sink for MLflow. */
export { MlflowError } from './mlflow/mlflow-client';
export { type MlflowSinkOptions, mlflowSink } from './mlflow/mlflow-sink';
