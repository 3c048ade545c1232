import type { DatasetName } from '../datasets/dataset-name';
import type { Checksum } from './checksum';

/** One file of a data set at its official address. */
export interface RemoteFile extends Checksum {
  readonly url: string;
  /** Its bytes; where they are not published, a bound. */
  readonly atMost: number;
  /** The folders that unpacking it makes; absent for a file that is kept as it is. */
  readonly creates?: readonly string[];
}

export interface RemoteDataset {
  /** Below the dataroot. */
  readonly folder: string;
  readonly files: readonly RemoteFile[];
}

/** Every data set that can be downloaded, with the checksums that its makers, torchvision or Avalanche publish. */
export const remoteDatasets: Readonly<Record<Exclude<DatasetName, 'imagenet'>, RemoteDataset>> = {
  mnist: {
    folder: 'MNIST/raw',
    files: gzipped('https://ossci-datasets.s3.amazonaws.com/mnist', {
      'train-images-idx3-ubyte': ['f68b3c2dcbeaaa9fbdd348bbdeb94873', 9_912_422],
      'train-labels-idx1-ubyte': ['d53e105ee54ea40749a09fcbcd1e9432', 28_881],
      't10k-images-idx3-ubyte': ['9fb629c4189551a2d022fa330f9573f3', 1_648_877],
      't10k-labels-idx1-ubyte': ['ec29112dd5afa0611ce80d1b7f02629c', 4_542],
    }),
  },
  fashion_mnist: {
    folder: 'FashionMNIST/raw',
    files: gzipped('http://fashion-mnist.s3-website.eu-central-1.amazonaws.com', {
      'train-images-idx3-ubyte': ['8d4fb7e6c68d591d4c3dfef9ec88bf0d', 26_421_880],
      'train-labels-idx1-ubyte': ['25c81989df183df01b3e8a0aad5dffbe', 29_515],
      't10k-images-idx3-ubyte': ['bef4ecab320f06d8554ea6380940ec79', 4_422_102],
      't10k-labels-idx1-ubyte': ['bb300cfdad3c16e7a12a480ee83cd310', 5_148],
    }),
  },
  cifar10: {
    folder: '',
    files: [
      {
        url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
        sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
        atMost: 170_052_171,
        creates: ['cifar-10-batches-bin'],
      },
    ],
  },
  cifar100: {
    folder: '',
    files: [
      {
        url: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz',
        sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
        atMost: 168_513_733,
        creates: ['cifar-100-binary'],
      },
    ],
  },
  core50: {
    folder: 'core50',
    files: [
      {
        url: 'https://vlomonaco.github.io/core50/data/batches_filelists.zip',
        md5: 'e3297508a8998ba0c99a83d6b36bde62',
        atMost: 1_000_000_000,
        creates: ['batches_filelists'],
      },
      {
        url: 'https://vlomonaco.github.io/core50/data/batches_filelists_NICv2.zip',
        md5: '460f980a6c85b86b1ec8e7c6067bb7a3',
        atMost: 1_000_000_000,
        creates: ['NIC_v2_79', 'NIC_v2_196', 'NIC_v2_391'],
      },
      {
        url: 'http://bias.csr.unibo.it/maltoni/download/core50/core50_128x128.zip',
        md5: '745f3373fed08d69343f1058ee559e13',
        atMost: 20_000_000_000,
        creates: ['core50_128x128'],
      },
    ],
  },
};

type Published = readonly [md5: string, bytes: number];

function gzipped(base: string, files: Readonly<Record<string, Published>>): RemoteFile[] {
  return Object.entries(files).map(([name, [md5, atMost]]) => ({ url: `${base}/${name}.gz`, md5, atMost }));
}
