# ruff: noqa: E501  one line per column of the dictionary
"""Columns of the sheets with one row per record: screening, doses, assessments, events."""

from outcomes.dictionary import codes
from outcomes.dictionary.rows import columns

_ID = "patient_id | id required | Patient | 患者编号 | | USUBJID | 编号 受试者编号 研究编号 入组号 病例号 病例编号 患者号 患者id id subjectid subject_id subjid usubjid patient patientno patientnumber | Code of the patient, as in the sheet patients.\n"

SCREENING = columns(
    """
screening_no | id required | Screening number | 筛选号 | | | 筛选编号 筛选序号 screening_number screeningid screening_id screen_no | Number of the screened person.
screening_date | date | Screening date | 筛选日期 | | | 筛选时间 screen_date | Date of screening.
eligible | yesno | Eligible | 是否合格 | | | 合格 符合入排 是否符合入排 eligibility | Whether the person met the criteria.
exclusion_reason | text | Reason for exclusion | 排除原因 | | | 筛选失败原因 不合格原因 screen_failure_reason reason_for_exclusion | Why the person was excluded, as a short category.
consented | yesno | Consented | 是否签署知情同意 | | | 知情同意 签署知情同意 consent | Whether consent was given.
randomised | yesno | Randomised | 是否随机 | | | 随机 是否入组 randomized enrolled | Whether the person was randomised.
patient_id | id | Patient | 患者编号 | | USUBJID | 编号 受试者编号 研究编号 入组号 subject_id subjid usubjid | Code of the patient once enrolled.
arm | code | Arm | 组别 | | TRT01P | 分组 随机分组 治疗组 group | Arm allocated.
received_allocated | yesno | Received allocated treatment | 是否接受分配治疗 | | | 接受分配治疗 received_allocated_treatment | Whether the allocated treatment was received.
not_received_reason | text | Reason not received | 未接受原因 | | | 未接受分配治疗原因 | Why it was not received.
discontinued | yesno | Discontinued | 是否中止治疗 | | | 中止治疗 终止治疗 是否终止治疗 | Whether treatment was discontinued.
discontinued_reason | text | Reason for discontinuation | 中止原因 | | | 中止治疗原因 终止原因 discontinuation_reason | Why it was discontinued.
lost | yesno | Lost to follow-up | 是否失访 | | | 失访 lost_to_follow_up | Whether the patient was lost to follow-up.
analysed | yesno | Analyzed | 是否纳入分析 | | | 纳入分析 analyzed | Whether the patient is in the analysis.
not_analysed_reason | text | Reason not analyzed | 未纳入分析原因 | | | 未分析原因 not_analyzed_reason | Why the patient is not.
""",
    {"arm": ()},
)

TREATMENT = columns(
    _ID
    + """
cycle | integer | Cycle | 周期 | 1..60 | | 疗程 周期数 cycle_no | Number of the cycle or session.
datetime | datetime | Date and time | 治疗时间 | | ASTDTM | 治疗日期 给药时间 给药日期 灌注日期 灌注时间 日期 date treatment_date dose_date treatment_datetime dose_datetime | Date, and if known time, of the dose or session.
type | code | Type | 治疗方式 | | | 类型 治疗类型 给药途径 route treatment_type | Kind of treatment.
drug | text | Drug | 药物 | | EXTRT | 药品 药物名称 用药 agent | Drug.
dose | number | Dose | 剂量 | 0..100000000 | EXDOSE | 用量 给药剂量 | Dose in dose_unit.
dose_unit | text | Unit of the dose | 剂量单位 | | EXDOSU | 单位 unit | Unit of the dose, for example mg, mg/m2 or 万单位 (10 000 IU).
perfusate_ml | number | Perfusate | 灌注液量 | ml 0..10000 | | 灌注量 灌注液体积 perfusate perfusate_volume | Volume of the perfusate.
temperature_in_c | number | Inflow temperature | 入水温度 | c 30..48 | | 入口温度 进水温度 temp_in temperature_in inflow_temperature | Inflow temperature.
temperature_out_c | number | Outflow temperature | 出水温度 | c 30..48 | | 出口温度 temp_out temperature_out outflow_temperature | Outflow temperature.
duration_min | number | Duration | 持续时间 | min 0..600 | | 灌注时长 治疗时长 灌注持续时间 duration | Duration of the session.
""",
    {"type": codes.TREATMENT_TYPE},
)

ASCITES = columns(
    _ID
    + """
assessment_date | date required | Assessment | 评估日期 | | ADT | 评估时间 检查日期 检查时间 日期 date assess_date visit_date | Date of the assessment.
visit | text | Visit | 访视 | | AVISIT | 访视点 时间点 visit_name timepoint | Name of the visit.
category | code category | Ascites | 腹水分级 | | AVALC | ct腹水 ct腹水分级 腹水程度 腹水量分级 ct_category ascites_category | Ascites by computed tomography: none, small, moderate or massive.
volume_ml | number amount | Ascites volume | 腹水量 | ml 0..20000 | AVAL | 腹腔积液量 腹水体积 volume ascites_ml ascites_volume | Ascites volume.
method | code | Method | 测量方法 | | | 方法 评估方法 检查方法 | How the volume was measured.
thickness_a_cm | number | Thickness, left subphrenic | 左膈下 | cm 0..25 | | 左膈下厚度 thickness_a pt_a a | Thickness of ascites at the left subphrenic space.
thickness_b_cm | number | Thickness, right subphrenic | 右膈下 | cm 0..25 | | 右膈下厚度 thickness_b pt_b b | Thickness of ascites at the right subphrenic space.
thickness_c_cm | number | Thickness, left paracolic | 左结肠旁沟 | cm 0..25 | | 左结肠旁沟厚度 thickness_c pt_c c | Thickness of ascites at the left paracolic gutter.
thickness_d_cm | number | Thickness, right paracolic | 右结肠旁沟 | cm 0..25 | | 右结肠旁沟厚度 thickness_d pt_d d | Thickness of ascites at the right paracolic gutter.
thickness_e_cm | number | Thickness, prevesical | 膀胱前 | cm 0..25 | | 膀胱前厚度 膀胱前间隙 thickness_e pt_e e | Thickness of ascites at the prevesical space.
depth_cm | number | Maximum depth | 最大深度 | cm 0..30 | | 液性暗区 液性暗区深度 us_depth_cm us_depth depth 腹水深度 | Maximum depth of ascites by ultrasound.
drained_ml | number amount | Drained volume | 引流量 | ml 0..15000 | | 抽液量 放腹水量 放液量 drained drainage_ml drained_volume | Volume drained at or since the last assessment.
post_drainage | yesno | After drainage | 引流后 | | | 是否引流后 after_drainage | Whether the assessment followed a drainage.
girth_cm | number | Girth | 腹围 | cm 30..250 | | girth abdominal_girth | Abdominal girth.
cytology | code | Cytology | 腹水细胞学 | | | 细胞学 脱落细胞 脱落细胞学 cy | Cytology of the ascites.
investigator_response | code | Response by the investigator | 腹水疗效 | | | 疗效 研究者评价 疗效评价 response investigator_assessment | Response of the ascites as judged by the investigator.
""",
    {
        "category": codes.ASCITES, "method": codes.VOLUME_METHOD, "cytology": codes.CYTOLOGY,
        "investigator_response": codes.RESPONSE,
    },
)  # fmt: skip

RESPONSE = columns(
    _ID
    + """
assessment_date | date required | Assessment | 评估日期 | | ADT | 评估时间 检查日期 检查时间 日期 date assess_date | Date of the tumor assessment.
method | text | Method | 评估方法 | | | 方法 检查方法 影像方法 modality | How it was assessed: CT, MRI, laparoscopy.
target_sum_mm | number | Sum of target lesions | 靶病灶总和 | mm 0..1000 | | 靶病灶直径总和 靶病灶径线和 target_sum sum_of_diameters sld | Sum of the diameters of target lesions.
measurable | yesno | Measurable disease | 有可测量病灶 | | | 可测量 可测量病灶 是否可测量 measurable_disease | Whether there is measurable disease.
overall_response | code | Overall response | 总体疗效 | | OVRLRESP | 疗效 疗效评价 总疗效 综合疗效 overall_resp response overall | Overall response by RECIST 1.1.
peritoneal_response | code | Peritoneal response | 腹膜疗效 | | | 腹膜病灶疗效 peritoneal_resp | Response of peritoneal disease.
pci | integer bounded | Peritoneal cancer index | 腹膜癌指数 | 0..39 | | pci评分 pci指数 | Peritoneal cancer index.
p_status | code | P status | P分期 | | | 腹膜转移分期 | Peritoneal metastasis by the Japanese classification.
cytology | code | Cytology | 腹腔脱落细胞学 | | | 腹水细胞学 细胞学 脱落细胞 脱落细胞学 cy | Peritoneal cytology.
""",
    {
        "overall_response": codes.OVERALL_RESPONSE, "peritoneal_response": codes.OVERALL_RESPONSE,
        "p_status": codes.P_STATUS, "cytology": codes.CYTOLOGY,
    },
)  # fmt: skip

SURGERY = columns(
    _ID
    + """
surgery_date | date required | Surgery | 手术日期 | | | 手术时间 date date_of_surgery operation_date | Date of the operation.
intent | code | Intent | 手术目的 | | | 手术性质 手术意图 手术类型 surgery_intent | Intent of the operation.
procedure | text | Procedure | 手术方式 | | | 术式 手术名称 operation | What was done.
resected | yesno | Resected | 是否切除 | | | 切除 肿瘤切除 resection | Whether the tumor was resected; explored and closed is N.
r_status | code | R status | R状态 | | | r0/r1/r2 切缘 切缘状态 根治程度 r切除 residual resection_margin | Residual tumor after resection.
cc_score | code | CC score | CC评分 | | | 减瘤程度 肿瘤细胞减灭程度 cc completeness_of_cytoreduction | Completeness of cytoreduction.
trg | code | Tumor regression grade | 肿瘤退缩分级 | | | 病理退缩分级 trg分级 tumour_regression_grade tumor_regression_grade | Tumor regression grade as reported; scales differ and are not converted.
clavien_dindo | code | Clavien-Dindo | Clavien-Dindo分级 | | | clavien 并发症分级 clavien_max clavien分级 | Worst complication by Clavien-Dindo.
death_90d | yesno | Death within 90 days | 90天死亡 | | | 90天内死亡 术后90天死亡 death_90_days | Whether the patient died within 90 days of surgery.
""",
    {
        "intent": codes.INTENT, "r_status": codes.R_STATUS, "cc_score": codes.CC_SCORE,
        "trg": codes.TRG, "clavien_dindo": codes.CLAVIEN,
    },
)  # fmt: skip

FOLLOW_UP = columns(
    _ID
    + """
contact_date | date required | Contact | 随访日期 | | ADT | 随访时间 联系日期 日期 date followup_date follow_up_date visit_date 末次随访日期 末次随访时间 最后随访日期 末次联系日期 last_contact_date last_contact last_followup_date date_of_last_followup last_known_alive_date | Date of the contact.
status | code | Survival status | 生存状态 | | | 状态 随访状态 结局 survival_status vital_status | Status at the contact.
progression | yesno | Progression | 是否进展 | | | 进展 是否复发 疾病进展 progression_fl | Whether progression was found.
progression_date | date | Progression date | 进展日期 | | | 疾病进展日期 pd日期 复发日期 进展时间 pd_date date_of_progression | Date of progression.
progression_sites | codes | Sites of progression | 进展部位 | | | 复发部位 转移部位 pd_sites progression_site sites | Sites of progression; several are separated by a semicolon.
regional_site | codes | Regional site | 区域复发部位 | | | 局部区域复发部位 regional_sites | Regional site of recurrence.
death_date | date | Death | 死亡日期 | | DTHDT | 死亡时间 date_of_death | Date of death.
death_cause | code | Cause of death | 死亡原因 | | DTHCAUS | 死因 cause_of_death | Cause of death.
new_therapy_date | date | New therapy | 后续治疗日期 | | | 新治疗日期 后线治疗日期 next_therapy_date new_anticancer_therapy_date | Start of a new anticancer therapy.
crossover_date | date | Crossover | 交叉日期 | | | 交叉治疗日期 date_of_crossover | Date the patient crossed over to the other arm's treatment.
""",
    {
        "status": codes.STATUS, "progression_sites": codes.PROGRESSION_SITE,
        "regional_site": codes.REGIONAL_SITE, "death_cause": codes.DEATH_CAUSE,
    },
)  # fmt: skip

ADVERSE_EVENTS = columns(
    _ID
    + """
term | text required | Term | 不良事件名称 | | AEDECOD | 不良事件 不良反应 事件名称 名称 ae ae_term adverse_event event preferred_term | Name of the event (CTCAE or MedDRA preferred term).
soc | text | System organ class | 系统器官分类 | | AEBODSYS | 系统 系统分类 system_organ_class category | System organ class.
grade | integer bounded grade | Grade | 分级 | 1..5 | ATOXGR | 级别 等级 ctcae ctcae分级 严重程度分级 ae_grade toxicity_grade | CTCAE grade, 1 to 5.
start_datetime | datetime | Start | 开始时间 | | ASTDTM | 开始日期 发生日期 发生时间 start start_date onset onset_date aestdt | Start of the event.
end_datetime | datetime | End | 结束时间 | | AENDTM | 结束日期 转归日期 end end_date aeendt | End of the event.
serious | yesno | Serious | 是否严重 | | AESER | 严重不良事件 是否sae sae 是否严重不良事件 | Whether the event was serious.
treatment_emergent | yesno | Treatment-emergent | 治疗期间出现 | | TRTEMFL | 治疗后出现 teae trtemfl | Whether the event counts as treatment-emergent; told by its start when absent or blank.
related | yesno | Related | 是否相关 | | AEREL | 相关性 与治疗相关 与药物相关 relationship relatedness | Whether the event was related to treatment.
dose_datetime | datetime | Last dose before | 末次给药时间 | | | 给药时间 给药日期 dose_date last_dose_datetime | Last dose before the event.
hours_after_dose | number | Hours after the dose | 给药后小时数 | h 0..20000 | | 给药后时间 hours_since_dose | Hours from the last dose to the start of the event.
""",
    {},
)

META = columns(
    """
key | text required | Key | 项目 | | | 名称 name item | data_cutoff or notes.
value | text | Value | 值 | | | 内容 content | Value of the key.
""",
    {},
)
