/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-layout-private.h"

#include <string.h>

/* Parts of one label may stand this far apart, in ems: "合      计". */
#define MAX_GAP 8.0
/* A label is on a page some times at most; what a hostile page has more of is not looked at. */
#define MAX_HITS 8
/* Headings of columns are on a page once. */
#define MAX_ALL_HITS 400

#define COLUMN(text, field)                                                                                  \
  {                                                                                                          \
    PD_LAYOUT_COLUMN, text, NULL, PD_READING_LINE_##field                                                    \
  }
#define IGNORED(text)                                                                                        \
  {                                                                                                          \
    PD_LAYOUT_COLUMN, text, NULL, -1                                                                         \
  }
#define PARTICULAR(text)                                                                                     \
  {                                                                                                          \
    PD_LAYOUT_PARTICULAR, text, NULL, -1                                                                     \
  }
#define SHOWN(text, shown)                                                                                   \
  {                                                                                                          \
    PD_LAYOUT_PARTICULAR, text, shown, -1                                                                    \
  }
#define TICKET(text)                                                                                         \
  {                                                                                                          \
    PD_LAYOUT_TICKET, text, NULL, -1                                                                         \
  }

/* What invoices and tickets print beside their values. Each is looked up for the longest that fits. */
static const PdLayoutLabel labels[] = {
  { PD_LAYOUT_CODE, "发票代码", NULL, -1 },
  { PD_LAYOUT_NUMBER, "发票号码", NULL, -1 },
  { PD_LAYOUT_NUMBER, "数电票号码", NULL, -1 },
  { PD_LAYOUT_NUMBER, "数电发票号码", NULL, -1 },
  { PD_LAYOUT_DATE, "开票日期", NULL, -1 },
  { PD_LAYOUT_CODE, "票据代码", NULL, -1 },
  { PD_LAYOUT_NUMBER, "票据号码", NULL, -1 },
  /* The first sign is the one that is lost when text is recognised. */
  { PD_LAYOUT_CODE, "票代码", NULL, -1 },
  { PD_LAYOUT_NUMBER, "票号码", NULL, -1 },
  { PD_LAYOUT_DATE, "票日期", NULL, -1 },
  { PD_LAYOUT_DATE, "填开日期", NULL, -1 },
  { PD_LAYOUT_CHECK_CODE, "校验码", NULL, -1 },
  { PD_LAYOUT_MACHINE, "机器编号", NULL, -1 },
  { PD_LAYOUT_DRAWER, "开票人", NULL, -1 },
  { PD_LAYOUT_PAYEE, "收款人", NULL, -1 },
  { PD_LAYOUT_REVIEWER, "复核人", NULL, -1 },
  { PD_LAYOUT_REVIEWER, "复核", NULL, -1 },
  { PD_LAYOUT_STAMP, "销售方:(章)", NULL, -1 },
  { PD_LAYOUT_STAMP, "销售方(章)", NULL, -1 },
  { PD_LAYOUT_STAMP, "销售单位(盖章)", NULL, -1 },
  { PD_LAYOUT_WORDS, "价税合计", NULL, -1 },
  { PD_LAYOUT_WORDS, "价税合计(大写)", NULL, -1 },
  { PD_LAYOUT_WORDS, "(大写)", NULL, -1 },
  { PD_LAYOUT_WORDS, "车价合计(大写)", NULL, -1 },
  { PD_LAYOUT_WORDS, "合计金额(大写)", NULL, -1 },
  { PD_LAYOUT_WORDS, "金额合计(大写)", NULL, -1 },
  { PD_LAYOUT_FIGURES, "合计金额(小写)", NULL, -1 },
  { PD_LAYOUT_FIGURES, "(小写)", NULL, -1 },
  { PD_LAYOUT_FIGURES, "小写", NULL, -1 },
  { PD_LAYOUT_SUM, "合计", NULL, -1 },
  { PD_LAYOUT_SUM, "总计", NULL, -1 },
  { PD_LAYOUT_SUBTOTAL, "小计", NULL, -1 },
  { PD_LAYOUT_NAME, "名称", NULL, -1 },
  { PD_LAYOUT_TAX_NUMBER, "统一社会信用代码/纳税人识别号", NULL, -1 },
  { PD_LAYOUT_TAX_NUMBER, "统一社会信用代码/纳税人识别号/身份证件号码", NULL, -1 },
  { PD_LAYOUT_TAX_NUMBER, "纳税人识别号/统一社会信用代码/身份证明号码", NULL, -1 },
  { PD_LAYOUT_TAX_NUMBER, "统一社会信用代码/纳税人识别号/身份证明号码", NULL, -1 },
  { PD_LAYOUT_TAX_NUMBER, "纳税人识别号/统一社会信用代码", NULL, -1 },
  { PD_LAYOUT_TAX_NUMBER, "纳税人识别号", NULL, -1 },
  { PD_LAYOUT_TAX_NUMBER, "统一社会信用代码", NULL, -1 },
  { PD_LAYOUT_TAX_NUMBER, "单位代码/身份证号码", NULL, -1 },
  { PD_LAYOUT_TAX_NUMBER, "单位代码/身份证号", NULL, -1 },
  { PD_LAYOUT_TAX_NUMBER, "税号", NULL, -1 },
  { PD_LAYOUT_ADDRESS, "地址、电话", NULL, -1 },
  { PD_LAYOUT_ADDRESS, "地址、", NULL, -1 },
  { PD_LAYOUT_ADDRESS, "地址", NULL, -1 },
  { PD_LAYOUT_PHONE, "电话", NULL, -1 },
  { PD_LAYOUT_BANK, "开户行及账号", NULL, -1 },
  { PD_LAYOUT_BANK, "开户银行及账号", NULL, -1 },
  { PD_LAYOUT_BANK, "开户银行", NULL, -1 },
  { PD_LAYOUT_BANK, "开户行", NULL, -1 },
  { PD_LAYOUT_ACCOUNT, "银行账号", NULL, -1 },
  { PD_LAYOUT_ACCOUNT, "账号", NULL, -1 },
  { PD_LAYOUT_BUYER_NAME, "购买方名称", NULL, -1 },
  { PD_LAYOUT_BUYER_NAME, "购方名称", NULL, -1 },
  { PD_LAYOUT_BUYER_NAME, "买方单位/个人", NULL, -1 },
  { PD_LAYOUT_SELLER_NAME, "卖方单位/个人", NULL, -1 },
  { PD_LAYOUT_SELLER_NAME, "销售方名称", NULL, -1 },
  { PD_LAYOUT_SELLER_NAME, "销方名称", NULL, -1 },
  { PD_LAYOUT_SELLER_NAME, "销货单位名称", NULL, -1 },
  { PD_LAYOUT_SELLER_NAME, "销售单位名称", NULL, -1 },
  { PD_LAYOUT_REMARK, "备注", NULL, -1 },
  /* goods */
  IGNORED ("序号"),
  IGNORED ("项目编码"),
  IGNORED ("标准"),
  COLUMN ("项目名称", NAME),
  COLUMN ("项目", NAME),
  COLUMN ("货物或应税劳务、服务名称", NAME),
  COLUMN ("货物或应税劳务名称", NAME),
  COLUMN ("货物或应税劳务", NAME),
  COLUMN ("货物(劳务)名称", NAME),
  COLUMN ("货物(劳务)、服务名称", NAME),
  COLUMN ("规格型号", SPEC),
  COLUMN ("单位", UNIT),
  COLUMN ("面积单位", UNIT),
  COLUMN ("数量", QUANTITY),
  COLUMN ("单价", PRICE),
  COLUMN ("金额", AMOUNT),
  COLUMN ("金额(元)", AMOUNT),
  COLUMN ("税率/征收率", RATE),
  COLUMN ("税率", RATE),
  COLUMN ("征收率", RATE),
  COLUMN ("税率(%)", RATE),
  COLUMN ("税额", TAX),
  /* special businesses, standards §6 */
  PARTICULAR ("车牌号"),
  PARTICULAR ("类型"),
  SHOWN ("车辆类型", "类型"),
  PARTICULAR ("通行日期起"),
  PARTICULAR ("通行日期止"),
  PARTICULAR ("建筑服务发生地"),
  PARTICULAR ("建筑项目名称"),
  PARTICULAR ("产权证书号"),
  SHOWN ("产权证书/不动产权证号", "产权证书号"),
  SHOWN ("产权证书/不动产权证号码", "产权证书号"),
  SHOWN ("房屋产权证书/不动产权证号码", "产权证书号"),
  PARTICULAR ("不动产地址"),
  PARTICULAR ("租赁期起止"),
  PARTICULAR ("跨地市标志"),
  PARTICULAR ("出行人"),
  PARTICULAR ("有效身份证件号"),
  SHOWN ("有效身份证件号码", "有效身份证件号"),
  PARTICULAR ("出行日期"),
  PARTICULAR ("出发地"),
  PARTICULAR ("到达地"),
  PARTICULAR ("等级"),
  PARTICULAR ("交通工具类型"),
  PARTICULAR ("运输工具种类"),
  PARTICULAR ("运输工具牌号"),
  PARTICULAR ("起运地"),
  PARTICULAR ("运输货物名称"),
  PARTICULAR ("货物名称"),
  PARTICULAR ("承运人"),
  PARTICULAR ("航班号"),
  PARTICULAR ("座位等级"),
  SHOWN ("日期", "出行日期"),
  SHOWN ("时间", "出行时间"),
  PARTICULAR ("客票级别/客票类别"),
  PARTICULAR ("客票生效日期"),
  PARTICULAR ("有效截止日期"),
  PARTICULAR ("免费行李"),
  /* tickets */
  TICKET ("旅客姓名"),
  TICKET ("签注"),
  TICKET ("票价"),
  TICKET ("燃油附加费"),
  TICKET ("增值税税率"),
  TICKET ("增值税税额"),
  TICKET ("民航发展基金"),
  TICKET ("其他税费"),
  TICKET ("电子客票号码"),
  TICKET ("电子客票号"),
  TICKET ("验证码"),
  TICKET ("提示信息"),
  TICKET ("保险费"),
  TICKET ("销售网点代号"),
  TICKET ("填开单位"),
  TICKET ("国内国际标识"),
  TICKET ("开具状态"),
  TICKET ("开票状态"),
  TICKET ("自:"),
  TICKET ("至:"),
  TICKET ("厂牌型号"),
  TICKET ("产地"),
  TICKET ("合格证号"),
  TICKET ("进口证明书号"),
  TICKET ("商检单号"),
  TICKET ("发动机号码"),
  TICKET ("车辆识别代号/车架号码"),
  TICKET ("增值税税率或征收率"),
  TICKET ("不含税价"),
  TICKET ("完税凭证号码"),
  TICKET ("吨位"),
  TICKET ("限乘人数"),
  TICKET ("主管税务机关及代码"),
  TICKET ("交款人"),
  TICKET ("缴款人"),
  TICKET ("交款人统一社会信用代码"),
  TICKET ("缴款人统一社会信用代码"),
  TICKET ("收款单位(章)"),
};

const PdLayoutLabel *
pd_layout_labels (guint *n_labels)
{
  *n_labels = G_N_ELEMENTS (labels);
  return labels;
}

/*< private >
 * pd_layout_fold:
 * @character: a character
 *
 * Returns: one form for all widths and kinds of it; 0 for a space
 */
gunichar
pd_layout_fold (gunichar character)
{
  if (character >= 0xFF01 && character <= 0xFF5E)
    return character - 0xFF01 + '!';
  if (character == 0xFFE5)
    return 0xA5;
  if (character == 0x2236 || character == 0xFE55)
    return ':';
  if (character == 0x2217 || character == 0x204E)
    return '*';
  if (character == 0x2212 || character == 0x2013 || character == 0x2010)
    return '-';
  if (g_unichar_isspace (character))
    return 0;
  return character;
}

/*< private >
 * pd_layout_fold_text:
 * @text: a text
 *
 * Returns: (transfer full): @text in one form and without spaces
 */
char *
pd_layout_fold_text (const char *text)
{
  GString *folded = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = pd_layout_fold (g_utf8_get_char (at));

      if (character != 0)
        g_string_append_unichar (folded, character);
    }
  return g_string_free (folded, FALSE);
}

/* Goes on with @label, and returns where it stopped in @text; *@label is what is left of it. */
static const char *
match (const char *text, const char **label)
{
  while (*text != '\0' && **label != '\0')
    {
      gunichar character = pd_layout_fold (g_utf8_get_char (text));

      if (character != 0)
        {
          if (character != g_utf8_get_char (*label))
            return NULL;
          *label = g_utf8_next_char (*label);
        }
      text = g_utf8_next_char (text);
    }
  return text;
}

static const char *
skip_colon (const char *text)
{
  gboolean colon = FALSE;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar character = pd_layout_fold (g_utf8_get_char (text));

      if (character == ':' && !colon)
        colon = TRUE;
      else if (character != 0)
        break;
    }
  return text;
}

/*< private >
 * pd_layout_label_end:
 * @text: a text
 * @label: a folded label
 *
 * Returns: (transfer none) (nullable): what follows in @text after @label and its colon
 */
const char *
pd_layout_label_end (const char *text, const char *label)
{
  const char *end = match (text, &label);

  return end != NULL && *label == '\0' ? skip_colon (end) : NULL;
}

static gboolean
has_colon (const char *from, const char *to)
{
  for (; from < to; from = g_utf8_next_char (from))
    if (pd_layout_fold (g_utf8_get_char (from)) == ':')
      return TRUE;
  return FALSE;
}

/* Headings of columns stand alone; labels of values may have the value behind them, the short and common words only
 * with a colon. */
static gboolean
may_follow (const PdLayoutLabel *label, const char *end, const char *rest)
{
  if (*rest == '\0')
    return TRUE;
  switch (label->meaning)
    {
    case PD_LAYOUT_COLUMN:
    case PD_LAYOUT_PARTICULAR:
      return label->field == PD_READING_LINE_NAME && g_utf8_strlen (label->text, -1) >= 7;
    case PD_LAYOUT_WORDS:
    case PD_LAYOUT_FIGURES:
    case PD_LAYOUT_STAMP:
      return TRUE;
    case PD_LAYOUT_SUM:
    case PD_LAYOUT_SUBTOTAL:
      return pd_layout_form (rest) != PD_LAYOUT_FORM_TEXT;
    default:
      return has_colon (end, rest) || g_str_has_suffix (label->text, ":") ||
             g_utf8_strlen (label->text, -1) >= 4;
    }
}

/*< private >
 * pd_layout_begins:
 * @text: a word
 *
 * Returns: whether any label stands at its begin
 */
gboolean
pd_layout_begins (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      const char *left = labels[i].text;
      const char *end = match (text, &left);

      if (end != NULL && *left == '\0' && may_follow (&labels[i], end, skip_colon (end)))
        return TRUE;
    }
  return FALSE;
}

/*< private >
 * pd_layout_label_run:
 * @tokens: words of a run
 *
 * Returns: how many of the first words are one label that is printed with spaces in it, or 0
 */
guint
pd_layout_label_run (const char *const *tokens)
{
  guint longest = 0;
  gunichar first = pd_layout_fold (g_utf8_get_char (tokens[0]));

  if (first < 0x2E80 && first != '(')
    return 0;
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      const char *left = labels[i].text;

      if (g_utf8_get_char (left) != first)
        continue;
      for (guint n = 0; tokens[n] != NULL && n < 8 && *left != '\0'; n++)
        {
          const char *end = match (tokens[n], &left);

          if (end == NULL)
            break;
          if (*left == '\0' && (*end == '\0' || *skip_colon (end) == '\0'))
            {
              n++;
              if (tokens[n] != NULL && *tokens[n] != '\0' && *skip_colon (tokens[n]) == '\0')
                n++;
              longest = MAX (longest, n);
              break;
            }
        }
    }
  return longest;
}

/*< private >
 * pd_layout_begins_label:
 * @text: a part of a run
 *
 * Returns: whether a label stands there that no value has inside, so that what is before it ends
 */
gboolean
pd_layout_begins_label (const char *text)
{
  gunichar first = pd_layout_fold (g_utf8_get_char (text));

  if (first < 0x2E80 && first != '(')
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (labels[i].meaning != PD_LAYOUT_COLUMN && labels[i].meaning != PD_LAYOUT_PARTICULAR &&
        labels[i].meaning != PD_LAYOUT_SUM && g_utf8_strlen (labels[i].text, -1) >= 4 &&
        pd_layout_label_end (text, labels[i].text) != NULL)
      return TRUE;
  return FALSE;
}

static double
em_of (const PdLayoutWord *word)
{
  return word->y1 - word->y0;
}

/* Tries @label from word @at of a row on; its parts may stand in several words. */
static gboolean
try_label (const PdLayoutPage *page,
           const PdLayoutRow *row,
           guint at,
           const PdLayoutLabel *label,
           PdLayoutHit *hit)
{
  const char *left = label->text;
  const char *start = pd_layout_word (page, at)->text;
  const char *end = NULL;

  for (guint i = at; i < row->first + row->n; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);

      if (i > at && word->x0 - pd_layout_word (page, i - 1)->x1 > MAX_GAP * em_of (word))
        return FALSE;
      end = match (i == at ? start : word->text, &left);
      if (end == NULL || (*left != '\0' && *end != '\0'))
        return FALSE;
      if (*left != '\0')
        continue;
      hit->label = label;
      hit->first = at;
      hit->last = i;
      hit->rest = skip_colon (end);
      if (!may_follow (label, end, hit->rest))
        return FALSE;
      /* The colon may stand by itself. */
      if (*hit->rest == '\0' && i + 1 < row->first + row->n)
        {
          const PdLayoutWord *next = pd_layout_word (page, i + 1);

          if (*skip_colon (next->text) == '\0' && next->x0 - word->x1 < MAX_GAP * em_of (word))
            {
              hit->last = i + 1;
              hit->rest = skip_colon (next->text);
            }
        }
      return TRUE;
    }
  return FALSE;
}

static void
place_hit (const PdLayoutPage *page, PdLayoutHit *hit)
{
  const PdLayoutWord *first = pd_layout_word (page, hit->first);
  const PdLayoutWord *last = pd_layout_word (page, hit->last);
  glong all = g_utf8_strlen (last->text, -1);
  glong rest = g_utf8_strlen (hit->rest, -1);

  hit->x0 = first->x0;
  hit->x1 = last->x1 - (last->x1 - last->x0) * (double) rest / (double) MAX (all, 1);
  hit->y0 = MIN (first->y0, last->y0);
  hit->y1 = MAX (first->y1, last->y1);
}

static gboolean
find_at (const PdLayoutPage *page, const PdLayoutRow *row, guint at, PdLayoutHit *best)
{
  const char *text = pd_layout_word (page, at)->text;
  gunichar first = 0;
  gsize longest = 0;

  for (; *text != '\0' && first == 0; text = g_utf8_next_char (text))
    first = pd_layout_fold (g_utf8_get_char (text));
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      PdLayoutHit hit = { 0 };

      if (g_utf8_get_char (labels[i].text) == first && strlen (labels[i].text) > longest &&
          try_label (page, row, at, &labels[i], &hit))
        {
          *best = hit;
          longest = strlen (labels[i].text);
        }
    }
  return longest > 0;
}

/*< private >
 * pd_layout_find_labels:
 * @page: a page with rows
 *
 * Finds what is printed on the form; each label some times at most.
 */
void
pd_layout_find_labels (PdLayoutPage *page)
{
  guint counts[G_N_ELEMENTS (labels)] = { 0 };

  for (guint r = 0; r < page->rows->len && page->hits->len < MAX_ALL_HITS; r++)
    {
      const PdLayoutRow *row = pd_layout_row (page, r);

      for (guint i = row->first; i < row->first + row->n; i++)
        {
          PdLayoutHit hit = { 0 };

          if (!find_at (page, row, i, &hit) || counts[hit.label - labels]++ >= MAX_HITS)
            continue;
          hit.row = r;
          place_hit (page, &hit);
          for (guint j = hit.first; j <= hit.last; j++)
            pd_layout_word (page, j)->label = TRUE;
          g_array_append_val (page->hits, hit);
          i = hit.last;
        }
    }
}

/*< private >
 * pd_layout_find:
 * @page: a page
 * @meaning: what
 * @nth: counted from 0, from the top
 *
 * Returns: (transfer none) (nullable): where it stands
 */
const PdLayoutHit *
pd_layout_find (const PdLayoutPage *page, PdLayoutMeaning meaning, guint nth)
{
  for (guint i = 0; i < page->hits->len; i++)
    if (pd_layout_hit (page, i)->label->meaning == meaning && nth-- == 0)
      return pd_layout_hit (page, i);
  return NULL;
}
