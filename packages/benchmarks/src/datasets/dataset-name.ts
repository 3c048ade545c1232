/** The data sets that scenarios and auxiliary images come from. */
export type DatasetName = 'mnist' | 'fashion_mnist' | 'cifar10' | 'cifar100' | 'core50' | 'imagenet';
