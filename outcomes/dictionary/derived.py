# ruff: noqa: E501  one line per derived column, in both languages
"""The derived columns of patients and what each of them means."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class DerivedColumn:
    """One column the program adds to patients.

    Attributes
    ----------
    definition, definition_zh
        What it means, in English and in Chinese.
    needs
        Sheets it is made from; without the first of them the column is absent.
    """

    name: str
    kind: Literal["date", "yesno", "code", "text"]
    definition: str
    definition_zh: str
    needs: tuple[str, ...]


def _columns(text: str) -> tuple[DerivedColumn, ...]:
    rows = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return tuple(
        DerivedColumn(name, kind, english, chinese, tuple(needs.split()))  # type: ignore[arg-type]
        for name, kind, needs, english, chinese in rows
    )


DERIVED_COLUMNS = _columns(
    """
first_treatment_date | date | treatment | Earliest dose, where patients does not give the date. | 最早一次给药的日期（患者表未给出时）。
status | code | follow_up | Status at the latest contact, dead as soon as any contact says so, where patients does not give it. | 末次联系时的状态；任何一次联系记录死亡即为死亡（患者表未给出时）。
death_date | date | follow_up | Earliest date of death recorded, where patients does not give it. | 记录的最早死亡日期（患者表未给出时）。
last_contact_date | date | follow_up | Latest contact, where patients does not give it. | 末次联系的日期（患者表未给出时）。
progression_date | date | follow_up | Earliest progression; the contact's own date where it gives none; where patients does not give it. | 最早的进展日期；未写日期的取该次联系的日期（患者表未给出时）。
last_assessment_date | date | response ascites follow_up | Latest evaluable assessment of tumor or ascites, or contact that judged progression, where patients lacks the column. | 末次可评估的肿瘤或腹水评估，或判断过进展的联系（患者表无此列时）。
surgery_date | date | surgery | First operation with intent conversion or radical. | 首次意图为转化或根治的手术。
conversion_surgery | yesno | surgery | Y when a conversion operation, or a radical one after enrollment in a patient with peritoneal disease at baseline (P1 or more, CY1, or peritoneal_metastasis), removed the tumor; explored and closed is N; blank when it is not known whether the tumor was removed; N for everybody else. | 转化手术切除了肿瘤，或基线有腹膜病变（P1 及以上、CY1 或有腹膜转移）的患者在入组后行根治手术切除了肿瘤，为“是”；仅探查为“否”；不知肿瘤是否切除为空；其余患者为“否”。
conversion_date | date | surgery | Date of the first operation that makes conversion_surgery Y. | 使转化手术为“是”的首次手术的日期。
r0_resection | yesno | surgery | Y when an operation with intent conversion or radical removed the tumor with R0; blank when its R status is RX or missing; N for everybody else. | 意图为转化或根治的手术以 R0 切除了肿瘤，为“是”；R 状态为 RX 或缺失为空；其余患者为“否”。
peritoneal_recurrence_date | date | follow_up | Earliest contact with peritoneum or ascites among progression_sites, by its progression date; after surgery_date where there was one. | 进展部位含腹膜或腹水的最早一次联系，取其进展日期；做过手术的取手术之后。
regional_recurrence_date | date | follow_up | Earliest contact with a regional_site, or with local among progression_sites, by its progression date; after surgery_date where there was one. | 写有区域部位，或进展部位含局部的最早一次联系，取其进展日期；做过手术的取手术之后。
best_response | code | response | Best of CR, PR, SD, NON-CR/NON-PD, PD and NE after the start, up to the first progression and before new therapy or curative surgery; SD only from day 42 on; not confirmed. | 治疗开始后、首次进展之前、且在新治疗或根治手术之前，CR、PR、SD、NON-CR/NON-PD、PD、NE 中最好的一个；SD 自第 42 天起才算；不要求确认。
objective_response | yesno | response | Y when best_response is CR or PR, N when SD, NON-CR/NON-PD or PD, else blank. | 最佳疗效为 CR 或 PR 为“是”；SD、NON-CR/NON-PD 或 PD 为“否”；其余为空。
ascites_at_baseline | yesno | patients ascites | Y when the category is not none (or the volume is above 0) in patients, else at the last assessment before the first dose, where patients does not say. | 患者表中腹水分级不为“无”（或腹水量大于 0）为“是”；患者表未给出时，取首次给药前的末次评估。
ascites_response | code | ascites | CR, PR, SD or PD at the assessment nearest to the target day within the window, the later of two equally near, against the last amount before the first dose and before drainage, by the criteria of [ascites]; PD after a new drainage; NE when not assessed; blank without ascites at baseline. | 时间窗内最接近目标日的评估（同样接近取较晚者），按研究方案中腹水的标准，与首次给药前、引流前的末次腹水量相比，为 CR、PR、SD 或 PD；重新引流之后为 PD；未评估为 NE；基线无腹水为空。
ascites_control | yesno | ascites | Y when ascites_response is CR, PR or SD; N when PD, or when the patient died or was drained anew before the assessment; blank when not evaluable. | 腹水疗效为 CR、PR 或 SD 为“是”；为 PD，或评估前死亡或重新引流，为“否”；无法评估为空。
ascites_response_date | date | ascites | Assessment at which ascites_response was read. | 判定腹水疗效的那次评估的日期。
ascites_response_note | text | ascites | Why it is not evaluable or a failure; for CR and PR whether it was confirmed at least 28 days later. | 无法评估或失败的原因；CR 与 PR 是否在至少 28 天后得到确认。
adverse_event_24h | yesno | adverse_events treatment | Y when an event of the sheet began within 24 hours after a dose, exactly 24 included (without times of day: on day 0 or 1), and not before the first dose; N for everybody else who was treated; blank for those never treated; where patients does not give it. | 给药后 24 小时内（含恰好 24 小时；没有钟点时为当天或次日）、且不早于首次给药开始的不良事件，为“是”；其余接受过治疗的患者为“否”；从未接受治疗为空（患者表未给出时）。
age_group | code | patients | <65 or ≥65 years. | 小于 65 岁，或 65 岁及以上。
"""
)  # fmt: skip
