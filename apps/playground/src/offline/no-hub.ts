// Stands for @huggingface/hub, with which models of the Hub are read: a page that asks for nothing reads none.
export {};
