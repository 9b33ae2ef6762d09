# ruff: noqa: E501  one line per column
"""Spellings of headers as trial groups write them, by what they mean: a held corpus.

The dictionary's own names are not in it: these are the ones nobody has listed.
"""

ENGLISH = {
    "patient_id": "Pt No|Pt. No.|Pt ID|Patient No.|Patient #|Patient code|Subject No|Subject number|"
    "Participant ID|Case No|Case ID|Study number|Study ID|Record ID|Subject identifier|"
    "PatientCode|Pt code|Study No.",
    "arm": "Group|Treatment Group|Study arm|Arm of treatment|Allocated arm|Randomised arm|"
    "Randomized group|Allocation group|Cohort|Trt group|Treatment allocation|Randomization group|"
    "Allocated treatment|TrtGroup|Regimen|Arm (A/B)",
    "randomisation_date": "Date of randomisation|Randomization date|Date randomised|Rand. date|"
    "Date of Randomization (dd/mm/yyyy)|Randomized on date|Rando date|Date of enrolment|"
    "Enrollment date|Date enrolled|Inclusion date|Date of inclusion|Registration date|"
    "Date of study entry|Entry date|DateRandomised|Date of registration|Rand dt",
    "consent_date": "Date of consent|Consent date|ICF date|Date ICF|Informed consent date|"
    "Date of informed consent|Date consented|Consent dt|Consented on date|ICF signed date",
    "first_treatment_date": "First treatment date|Date of first treatment|Date first dose|"
    "First dose date|Treatment start date|Start of treatment|Date treatment started|"
    "Start date of therapy|First HIPEC date|Date of first infusion|First cycle date|"
    "Therapy start|Date of treatment start|Initial treatment date",
    "age": "Age|Age (years)|Age (yrs)|Age at baseline|Age at study entry|AGE, y|Patient age|Age yrs",
    "sex": "Sex|Gender|Sex (M/F)|Gender (M/F)|Patient sex|SEX",
    "ecog": "ECOG|ECOG PS|ECOG status|PS|Performance status|ECOG (0-2)|WHO PS|Baseline ECOG|"
    "ECOG at baseline|WHO performance status|ECOG performance",
    "ascites_category": "Ascites grade|Ascites (none/mild/mod/severe)|Ascites category|"
    "Degree of ascites|Ascites level|Baseline ascites grade|Amount of ascites|"
    "Extent of ascites|Ascites severity|Ascites quantity",
    "death_date": "Date death|Date of death|Death date|Date died|DOD|Deceased date|Death dt|"
    "Date of death (if dead)|Exitus date|Date deceased|DeathDate|Died on date",
    "last_contact_date": "Last FU|Last follow-up|Date of last follow up|Last F/U date|"
    "Date last seen|Last contact|Date of last contact|Last visit date|Date last FU|"
    "Latest follow-up date|Last known alive date|Date last known alive|Final follow-up|"
    "Date of last visit|LastFU|FU date|Most recent follow-up date|Last date seen|Follow-up date|"
    "Last alive date",
    "status": "Status|Vital status|Survival status|Patient status|Status at last follow-up|"
    "Alive/dead|Alive or dead|Last status|Status (alive/dead)|Life status|Status at last contact|"
    "Survival state",
    "progression_date": "Date progression|Progression date|Date of PD|PD date|Date progressed|"
    "Date of first progression|Relapse date|Date of relapse|Recurrence date|Date of recurrence|"
    "Date of progressive disease|Prog. date|Progression dt|ProgressionDate|"
    "First progression date|Date of recurrence/progression|Date of disease progression",
    "last_assessment_date": "Date of last CT|Last imaging date|Last assessment|Last scan|"
    "Date of last scan|Last evaluation date|Date last assessment|Last CT date|Latest imaging date",
    "surgery_date": "Surgery date|Date of surgery|Date of operation|Operation date|OP date|"
    "R0 surgery date|Date of R0 resection|Resection date|Date of gastrectomy|Surgical date|Op. date",
    "albumin": "Albumin (g/L)|Alb|Alb g/l|Baseline albumin|Albumin at baseline",
    "hemoglobin": "Hb|Hb (g/L)|Hgb|Haemoglobin|Baseline Hb",
    "ca199": "CA19-9|CA 19-9 (U/mL)|Ca199|Baseline CA19-9",
    "cea": "CEA|CEA (ng/mL)|Baseline CEA",
    "pci": "PCI|PCI score|Baseline PCI|Sugarbaker PCI",
    "site": "Centre|Center|Study site|Hospital|Institution|Study centre",
    "prior_chemo": "Prior chemo|Previous chemotherapy|Prior chemotherapy (Y/N)|Previous chemo|"
    "Prior systemic chemotherapy",
    "her2": "HER2|HER-2 status|Her2 status|cerbB2",
    "lauren": "Lauren|Lauren type|Lauren classification|Lauren's type",
}
CHINESE = {
    "patient_id": "编号|病人编号|患者代码|受试者号|研究号|序号|入组编号|受试者代码|病例编号|病例号|患者序号|受试者序号|研究对象编号",
    "arm": "分组|组别|治疗分组|随机组别|随机分组|试验分组|治疗方案|入选组别|方案分组|分组情况|治疗组别",
    "randomisation_date": "随机日期|随机时间|随机化时间|入组日期|入组时间|随机入组日期|入组随机日期|登记日期|"
    "纳入日期|入选日期|入选时间|随机分组时间|随机（日期）|患者入组日期",
    "consent_date": "知情同意日期|知情日期|签署知情同意书时间|知情同意时间|知情同意书日期|同意书签署日期|知情同意签署日期",
    "first_treatment_date": "首次治疗日期|首次治疗时间|开始治疗时间|治疗开始时间|首次灌注时间|第一次治疗日期|"
    "首次给药时间|首次用药时间|开始用药日期|治疗起始日期|初次治疗日期|首次腹腔灌注日期|第一次给药日期|起始治疗日期",
    "age": "年龄|年龄（岁）|年龄(岁)|入组年龄|患者年龄|基线年龄|入组时年龄",
    "sex": "性别|患者性别|性别（男/女）|性别(M/F)",
    "ecog": "ECOG|ECOG评分|PS评分|体能评分|ECOG体能状态|基线ECOG|基线ECOG评分|体力状态|体能状态评分|PS",
    "ascites_category": "腹水分级|腹水程度|腹水分度|基线腹水程度|腹水量分级|基线腹水分级|腹水级别|腹水量程度|"
    "腹腔积液程度|腹腔积液分级|腹腔积液分度",
    "death_date": "死亡日期|死亡时间|死亡日|去世日期|去世时间|患者死亡日期|死亡时间（如有）|身故日期|死亡年月日",
    "last_contact_date": "末次随访日期|末次随访时间|最后随访时间|最近随访日期|末次随访|最后联系时间|末次联系时间|"
    "最后一次随访日期|最近一次随访时间|末次就诊日期|最后就诊时间|随访日期|随访时间|最后随访|末次存活日期|最后存活时间",
    "status": "生存状态|生存状况|状态|结局|目前状态|末次随访状态|患者状态|随访结局|最后状态|随访状态|存活状态|生存结局|存活状况",
    "progression_date": "进展日期|进展时间|疾病进展时间|复发日期|复发时间|首次进展时间|首次进展日期|肿瘤进展日期|"
    "复发/进展日期|PD时间|PD日期|疾病复发时间|首次复发日期|病情进展日期|肿瘤复发时间|进展/复发时间",
    "last_assessment_date": "末次评估日期|最后评估时间|末次影像时间|末次复查日期|最后影像日期|末次CT日期|最近评估日期|"
    "末次影像学评估日期|最后一次评估时间|最近复查时间|末次影像评估时间",
    "surgery_date": "手术日期|手术时间|R0手术日期|R0切除日期|切除日期|手术切除日期|转化手术日期|手术切除时间|R0切除时间",
    "albumin": "白蛋白|白蛋白(g/L)|基线白蛋白|血清白蛋白|白蛋白（g/L）|入组时白蛋白",
    "hemoglobin": "血红蛋白|血红蛋白(g/L)|基线血红蛋白|Hb|入组血红蛋白",
    "ca199": "CA199|CA19-9|基线CA199|CA199(U/ml)",
    "cea": "CEA|癌胚抗原|基线CEA|CEA(ng/ml)",
    "pci": "PCI|PCI评分|基线PCI|腹膜癌指数|PCI指数",
    "site": "中心|医院|研究中心|所在医院|参加医院|研究医院|中心名称",
    "prior_chemo": "既往化疗|既往化疗史|既往是否化疗|有无既往化疗|术前化疗|既往化疗（是/否）",
    "her2": "HER2|HER2状态|HER2表达|HER-2",
    "lauren": "Lauren分型|劳伦分型|Lauren|Lauren分类",
}
