"""How the trial is run: accrual, flow, baseline, follow-up; and the study in one screen."""
