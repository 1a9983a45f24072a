/** Where a checkpoint of LEMPEx keeps the encoders that find its exemplars: a folder of its own in it. */
export const retrieverFolder = 'retriever';
