"""Patterns of what identifies a person, and of what may; each looks at short pieces of text."""

from __future__ import annotations

import re

_PLATES = "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新"

CONTENT = (
    (
        "identifier-phone",
        re.compile(
            r"(?<!\d)(?<!\d[.\-/])(?:(?:\+|00)?86[ \-]?)?"
            r"1[3-9]\d(?:([ \-.]?)\d{4}\1\d{4}|[ \-]\d{8})(?![\dA-Za-z])(?![\-.]\d)"
            r"|(?<!\w)\+\d{1,3}[ \-]?\(?\d{1,4}\)?(?:[ \-]?\d{2,4}){2,4}(?!\d)"
        ),
    ),
    ("identifier-email", re.compile(r"[\w.+\-]@[\w\-]{1,64}\.[\w\-]")),
    (
        "identifier-record-number",
        re.compile(
            r"\bMRN\W{0,3}\d{4,}|(?:住院|病案|病历|门诊|登记|医保卡?|就诊卡)号\W{0,3}[A-Za-z]?\d{4,}",
            re.I,
        ),
    ),
    (
        "identifier-name",
        re.compile(
            r"(?:姓\s*名|联系人)\s*[:=]\s*\S|(?:^|\b(?:patient|subject|full|first|last|family|given)\s?)"
            r"(?:sur)?name\s*[:=]\s*\S|\binitials\s*[:=]\s*\S",
            re.I,
        ),
    ),
    (
        "identifier-birth-date",
        re.compile(
            r"(?:出生(?:日期|年月日?|于)?|生于|生日"
            r"|\b(?:born(?: on)?|DOB|date of birth|birth ?date))"
            r"\s*[:=]?\s*(?:\d{1,2}[/.\- ]\d{1,2}[/.\- ])?(?:19|20)\d\d",
            re.I,
        ),
    ),
    (
        "identifier-address",
        re.compile(
            r"(?:住|地)址\s*[:=]\s*\S|\baddress\s*[:=]\s*\S"
            r"|[\u4e00-\u9fff](?:路|街|巷|弄|小区|村|道)\d+(?:号|弄|栋|幢|组)"
        ),
    ),
    ("identifier-phone", re.compile(r"(?:电话|手机|\b(?:tel|phone|mobile))\W{0,3}\d{7,}", re.I)),
    (
        "identifier-resident-id",
        re.compile(
            r"\b(?:SSN|social security(?: no\.?| number)?)\W{0,3}\d{3}"
            r"|(?:\bpassport(?: no\.?| number)?|护照(?:号码?)?)\W{0,3}[A-Z]{0,2}\d{6,9}",
            re.I,
        ),
    ),
    (
        "identifier-account",
        re.compile(r"(?:微信号?|\bwechat(?: id)?|\bqq号?)\s?[:=]\s?[a-z0-9_\-]{5,30}", re.I),
    ),
    (
        "identifier-birth-date",
        re.compile(
            r"(?:19|20)\d\d ?年 ?\d{1,2} ?月 ?(?:\d{1,2} ?日)?(?:出?生)"
            r"|\b(?:born|DOB|date of birth|birth ?date)\s?[:=]?\s?"
            r"\d{1,4}[/.\- ]\d{1,2}[/.\- ]\d{2,4}"
            r"|\bborn (?:on |in )?(?:\d{1,2}(?:st|nd|rd|th)? )?"
            r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? "
            r"(?:\d{1,2},? )?(?:19|20)\d\d",
            re.I,
        ),
    ),
    (
        "identifier-address",
        re.compile(
            r"[\u4e00-\u9fff](?:村|屯|庄)第?[一二三四五六七八九十\d]{1,3}(?:组|队|社|号)"
            r"|(?<!\w)\d{1,5}[A-Za-z]? (?:[A-Z][a-z'’]{1,20} ){1,3}"
            r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Court|Close|Boulevard|Blvd|Square|Terrace)\b"
        ),
    ),
    (
        "identifier-email",
        re.compile(r"[\w.+\-] ?[(\[] ?at ?[)\]] ?[\w\-]{1,64}\.[a-z]", re.I),
    ),
)
SUSPECT = (
    ("url", re.compile(r"https?://|\bwww\.", re.I)),
    ("local-path", re.compile(r"\b[A-Za-z]:[\\/][^\\/\s]|\\\\\w+\\|/(?:Users|home)/\w|file://")),
    ("landline", re.compile(r"(?<![\w\-])0\d{2,3}[ \-]\d{7,8}(?![\w\-])")),
    (
        "landline",  # United States, United Kingdom
        re.compile(
            r"(?<![\w.\-])(?:\([2-9]\d\d\) ?|[2-9]\d\d[\-.])[2-9]\d\d[\-.]\d{4}(?![\w\-])"
            r"|(?<![\w.\-])07\d{3} ?\d{3} ?\d{3}(?![\w\-])"
        ),
    ),
    (
        "possible-address",
        re.compile(
            r"[\u4e00-\u9fff]{2,8}(?:省|自治区|市)[\u4e00-\u9fff]{1,8}(?:市|州|盟|区)"
            r"[\u4e00-\u9fff]{1,8}(?:区|县|镇|乡|旗|街道)"
        ),
    ),
    (
        "possible-official-number",
        re.compile(f"(?<![A-Za-z])[{_PLATES}][A-Z][·\\-]?[A-HJ-NP-Z0-9]{{5}}(?![A-Za-z0-9])"),
    ),
    (
        "quasi-identifier",
        re.compile(
            r"(?<![\w\-])(?!CY|T\d|pT)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?![\w\-])"
            r"|,\s[A-Z]{2} \d{5}(?:-\d{4})?(?![\w\-])"
        ),
    ),
    (
        "age-over-89",
        re.compile(r"(?<!\d)(?:9\d|1[0-2]\d)\s*(?:周?岁|[- ]?years?[- ]old|y/?o\b)", re.I),
    ),
)
