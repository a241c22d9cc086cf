import pytest
from sklearn.metrics import accuracy_score, brier_score_loss, log_loss

from core import RunConfig, Trainer

SKLEARN = {"bce": log_loss, "mse": brier_score_loss}


@pytest.mark.parametrize("loss", SKLEARN)
def test_scores_equal_scikit_learn(loss):
    """Losses are means over the points, and hold no penalty."""
    trainer = Trainer(RunConfig(loss=loss, l1=0.1, l2=0.1, ensemble_size=3, dtype="float64"))
    scores = trainer.train(30).scores()
    data = trainer.dataset
    for split, x, y in (
        ("train", data.x_train, data.y_train),
        ("validation", data.x_validation, data.y_validation),
    ):
        for member in range(3):
            p = trainer.member(member)(x).squeeze(-1).sigmoid().detach().numpy()
            assert getattr(scores, f"{split}_loss")[member].item() == pytest.approx(
                SKLEARN[loss](y, p), rel=1e-10
            )
            assert getattr(scores, f"{split}_accuracy")[member].item() == accuracy_score(y, p > 0.5)
