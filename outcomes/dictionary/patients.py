# ruff: noqa: E501  one line per column of the dictionary
"""Columns of the sheet ``patients``: one row per patient."""

from outcomes.dictionary import codes
from outcomes.dictionary.rows import columns

_ROWS = """
patient_id | id required | Patient | 患者编号 | | USUBJID | 编号 受试者编号 研究编号 入组号 病例号 病例编号 患者号 患者id id subjectid subject_id subjid usubjid patient patientno patientnumber no | Code of the patient in the study, unique, kept as text so that leading zeros survive; never a name or a hospital number.
site | text baseline | Site | 中心 | | SITEID | 医院 研究中心 中心编号 siteid centre center hospital | Study site.
arm | code | Arm (planned) | 组别 | | TRT01P | 分组 随机分组 治疗组 治疗组别 试验分组 arm_planned planned_arm group treatmentgroup treatment_arm allocation randomised_to randomized_to allocated_to assigned_to trt01p | Arm the patient was allocated to; ids, labels and aliases are in study.toml.
arm_actual | code | Arm (received) | 实际治疗 | | TRT01A | 实际组别 实际分组 实际治疗组 actual_arm arm_received treatment_received trt01a | Treatment the patient received, by arm of the protocol.
consent_date | date | Informed consent | 知情同意日期 | | RFICDT | 知情同意书签署日期 签署日期 同意日期 icf_date icfdate date_of_consent informed_consent_date rficdt | Date of informed consent.
randomisation_date | date | Randomisation | 随机日期 | | RANDDT | 入组日期 随机化日期 随机分组日期 入组时间 rand_date randomization_date date_of_randomisation date_of_randomization enrollment_date enrolment_date randdt | Date of randomisation, or of enrollment in a study without it.
first_treatment_date | date | First treatment | 首次治疗日期 | | TRTSDT | 首次灌注日期 首次给药日期 开始治疗日期 治疗开始日期 首次用药日期 first_dose_date treatment_start_date start_of_treatment trtsdt | Date of the first study treatment.
age | number baseline | Age | 年龄 | years 0..120 | AGE | 年龄岁 age_years age_at_enrollment age_at_baseline | Age at enrollment in years; 90 and over as 90.
sex | code baseline | Sex | 性别 | | SEX | gender | Sex.
height_cm | number baseline | Height | 身高 | cm 50..250 | HEIGHTBL | height | Height at baseline.
weight_kg | number baseline | Weight | 体重 | kg 10..350 | WEIGHTBL | weight | Weight at baseline.
bmi | number baseline | Body mass index | 体重指数 | kg/m2 8..100 | BMIBL | 体质指数 bodymassindex | Body mass index at baseline.
bsa | number baseline | Body surface area | 体表面积 | m2 0.3..4 | BSABL | bodysurfacearea | Body surface area at baseline.
ecog | integer baseline bounded ecog | ECOG performance status | ECOG评分 | 0..5 | ECOGBL | ps ps评分 ecogps ecog体能状态 体能状态 体能评分 performancestatus ecog_ps ecogbl | ECOG performance status at baseline, 0 to 5.
kps | integer baseline bounded | Karnofsky performance status | KPS评分 | 0..100 | KPSBL | karnofsky kps体能状态 卡氏评分 | Karnofsky performance status at baseline, 0 to 100.
primary_site | code baseline | Primary site | 原发灶 | | | 原发部位 肿瘤部位 原发肿瘤 诊断 diagnosis tumour_site tumor_site primary_tumour primary_tumor | Primary tumor: gastric or colorectal.
lauren | code baseline | Lauren type | Lauren分型 | | | laurentype lauren分类 laurenclassification 劳伦分型 | Histology by Lauren.
differentiation | code baseline | Differentiation | 分化程度 | | | 分化 组织学分化 histologicgrade histological_grade | Histologic differentiation.
signet_ring | yesno baseline | Signet ring cells | 印戒细胞 | | | 印戒细胞成分 signetringcell | Whether signet ring cells were found.
borrmann | integer baseline bounded grade | Borrmann type | Borrmann分型 | 1..4 | | 大体分型 borrmann型 borrmanntype | Macroscopic type by Borrmann, 1 to 4.
stage | text baseline | Clinical stage | 临床分期 | | | tnm tnm分期 分期 clinical_stage ctnm | Clinical stage as written, for example cT4aN2M1.
p_status | code baseline | P status | P分期 | | | 腹膜转移分期 腹膜分期 pstage | Peritoneal metastasis by the Japanese classification: P0, P1a, P1b, P1c, PX; P1 to P3 of older files are kept as they are.
peritoneal_metastasis | yesno baseline | Peritoneal metastasis | 腹膜转移 | | | 有无腹膜转移 是否腹膜转移 | Whether peritoneal metastasis was present at baseline.
pci | integer baseline bounded | Peritoneal cancer index | 腹膜癌指数 | 0..39 | PCIBL | pci评分 pci指数 基线pci peritonealcancerindex pci_bl | Peritoneal cancer index at baseline, 0 to 39.
cytology | code baseline | Peritoneal cytology | 腹腔脱落细胞学 | | CYBL | 腹水细胞学 脱落细胞 脱落细胞学 细胞学 cy cy状态 cy_bl cystatus peritoneal_cytology | Peritoneal cytology at baseline.
ascites_category | code baseline category | Ascites | 腹水分级 | | ASCBL | 基线腹水 基线腹水分级 腹水量分级 腹水程度 ascites_cat_bl ascites_grade baseline_ascites ascitescat | Ascites at baseline by computed tomography: none, small, moderate or massive.
ascites_ml | number baseline amount | Ascites volume | 腹水量 | ml 0..20000 | | 基线腹水量 腹腔积液量 ascites_ml_bl ascites_volume baseline_ascites_ml 腹水体积 | Ascites volume at baseline, before drainage.
ascites_at_baseline | yesno baseline | Ascites at baseline | 有无腹水 | | | 是否有腹水 基线有无腹水 ascites_present | Whether ascites was present at baseline.
ovarian_metastasis | yesno baseline | Ovarian metastasis | 卵巢转移 | | | ovarian_met ovarymetastasis | Whether there was ovarian metastasis at baseline.
prior_chemo | yesno baseline | Prior chemotherapy | 既往化疗 | | PRIORCHM | 既往化疗史 化疗史 prior_chemotherapy previous_chemotherapy | Whether chemotherapy was given before enrollment.
her2 | code baseline | HER2 | HER2状态 | | | her-2 her2表达 cerbb2 her2status | HER2 status.
albumin | number baseline | Albumin | 白蛋白 | g/l 5..80 | | alb 血清白蛋白 albumin_g_l | Serum albumin at baseline.
hemoglobin | number baseline | Hemoglobin | 血红蛋白 | g/l 20..250 | | hb hgb haemoglobin | Hemoglobin at baseline.
nlr | number baseline | Neutrophil-to-lymphocyte ratio | 中性粒细胞淋巴细胞比值 | 0..100 | | 中淋比 | Neutrophil count divided by lymphocyte count at baseline.
cea | number baseline | CEA | 癌胚抗原 | ng/ml 0..100000 | | cea_ng_ml | Carcinoembryonic antigen at baseline.
ca199 | number baseline | CA 19-9 | 糖类抗原199 | u/ml 0..1000000 | | ca19-9 | CA 19-9 at baseline.
ca125 | number baseline | CA 125 | 糖类抗原125 | u/ml 0..1000000 | | ca12-5 | CA 125 at baseline.
ca724 | number baseline | CA 72-4 | 糖类抗原724 | u/ml 0..1000000 | | ca72-4 | CA 72-4 at baseline.
itt | yesno | Intention to treat | 意向性治疗集 | | ITTFL | fas itt_fl ittfl itt集 全分析集 意向性治疗 | Whether the patient belongs to the intention-to-treat set; derived when absent.
efficacy | yesno | Efficacy set | 疗效分析集 | | FASFL | mitt mitt_fl fasfl efficacy_set 疗效集 有效性分析集 | Whether the patient belongs to the efficacy set.
per_protocol | yesno | Per-protocol set | 符合方案集 | | PPROTFL | pp pps pp_fl pprotfl per_protocol_set pp集 | Whether the patient belongs to the per-protocol set.
safety | yesno | Safety set | 安全性分析集 | | SAFFL | ss saf saf_fl saffl safety_set 安全集 安全性集 | Whether the patient belongs to the safety set; derived when absent.
death_date | date | Death | 死亡日期 | | DTHDT | 死亡时间 死亡 date_of_death dthdt | Date of death.
last_contact_date | date | Last contact | 末次随访日期 | | LSTALVDT | 末次随访时间 最后随访日期 末次联系日期 最后联系日期 last_followup_date last_follow_up_date last_known_alive_date date_of_last_contact lstalvdt | Last date the patient was known to be alive.
status | code | Survival status | 生存状态 | | | 状态 结局 末次状态 survival_status vital_status | Status at last contact.
progression_date | date | Progression | 进展日期 | | | 疾病进展日期 pd日期 复发日期 进展时间 进展 疾病进展 复发 pd_date pddate date_of_progression recurrence_date | Date of the first progression.
last_assessment_date | date | Last tumor assessment | 末次评估日期 | | | 末次影像日期 最后评估日期 末次评估时间 last_tumour_assessment_date last_tumor_assessment_date | Date of the last adequate tumor assessment.
"""

PATIENTS = columns(
    _ROWS,
    {
        "arm": (), "arm_actual": (), "sex": codes.SEX, "primary_site": codes.PRIMARY_SITE,
        "lauren": codes.LAUREN, "differentiation": codes.DIFFERENTIATION,
        "p_status": codes.P_STATUS, "cytology": codes.CYTOLOGY,
        "ascites_category": codes.ASCITES, "her2": codes.HER2, "status": codes.STATUS,
    },
)  # fmt: skip
