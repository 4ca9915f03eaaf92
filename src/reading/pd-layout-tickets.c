/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-layout-private.h"

#include <string.h>

/* Stops of a journey that are kept. */
#define MAX_STOPS 40
#define MAX_RAIL_WORDS 8

static void
add (PdLayout *self, guint group, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    pd_reading_add_particular (self->reading, self->source, group, name, text);
}

static const PdLayoutHit *
find_label (const PdLayoutPage *page, const char *text)
{
  for (guint i = 0; i < page->hits->len; i++)
    if (g_str_equal (pd_layout_hit (page, i)->label->text, text))
      return pd_layout_hit (page, i);
  return NULL;
}

/* A label with a colon has its value behind it, one over a cell has it below. */
static char *
cell_value (const PdLayoutPage *page, const PdLayoutHit *hit)
{
  const PdLayoutWord *last = pd_layout_word (page, hit->last);
  gboolean colon =
      *hit->rest != '\0' || strchr (last->text, ':') != NULL || strstr (last->text, "：") != NULL;

  return colon ? pd_layout_value (page, hit, G_MAXDOUBLE) : pd_layout_value_below (page, hit, 3.5);
}

static char *
plain_amount (const char *text)
{
  char *plain = pd_layout_fold_text (text);

  if (g_str_has_prefix (plain, "CNY"))
    memmove (plain, plain + 3, strlen (plain + 3) + 1);
  return plain;
}

static void
offer_amount (PdLayout *self, const PdLayoutPage *page, const PdLayoutHit *hit, PdReadingField field)
{
  g_autofree char *value = hit != NULL ? cell_value (page, hit) : NULL;
  g_autofree char *amount = value != NULL ? plain_amount (value) : NULL;

  if (amount != NULL && pd_layout_form (amount) != PD_LAYOUT_FORM_TEXT)
    pd_layout_offer (self, field, self->beside, amount);
}

/* 自 A, 至 B, 至 C, or 自 A, 至 B, 自 B, 至 C: each 至 ends a flight. */
static void
read_stops (PdLayout *self, const PdLayoutPage *page)
{
  g_autofree char *from = NULL;
  guint group = 0;

  for (guint i = 0; i < page->hits->len && group < MAX_STOPS; i++)
    {
      const PdLayoutHit *hit = pd_layout_hit (page, i);
      g_autofree char *stop = NULL;

      if (!g_str_equal (hit->label->text, "自:") && !g_str_equal (hit->label->text, "至:"))
        continue;
      stop = pd_layout_value (page, hit, hit->x1 + 14 * (hit->y1 - hit->y0));
      if (*stop == '\0' || g_ascii_strcasecmp (stop, "VOID") == 0)
        continue;
      if (g_str_equal (hit->label->text, "至:") && from != NULL)
        {
          add (self, group, "出发地", from);
          add (self, group++, "到达地", stop);
        }
      g_free (from);
      from = g_steal_pointer (&stop);
    }
}

static void
read_air (PdLayout *self, const PdLayoutPage *page)
{
  static const char *const labels[] = {
    "旅客姓名",     "有效身份证件号码", "签注",         "票价",         "燃油附加费", "增值税税率",
    "增值税税额",   "民航发展基金",     "其他税费",     "电子客票号码", "验证码",     "保险费",
    "销售网点代号", "填开单位",         "国内国际标识", "开具状态",     "开票状态",
  };
  const PdLayoutHit *seller = find_label (page, "填开单位");
  g_autofree char *name = seller != NULL ? cell_value (page, seller) : NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      const PdLayoutHit *hit = find_label (page, labels[i]);
      g_autofree char *value = hit != NULL ? cell_value (page, hit) : NULL;

      add (self, 0, labels[i], value);
    }
  read_stops (self, page);
  offer_amount (self, page, find_label (page, "合计"), PD_READING_TOTAL);
  offer_amount (self, page, find_label (page, "增值税税额"), PD_READING_TAX);
  pd_layout_offer (self, PD_READING_SELLER_NAME, self->placed, name);
}

static gboolean
is_train (const char *text)
{
  gsize digits = g_ascii_isupper (*text) ? strspn (text + 1, "0123456789") : 0;

  return digits >= 1 && digits <= 4 && text[1 + digits] == '\0';
}

static gboolean
is_identity (const char *text)
{
  return strlen (text) >= 10 && strchr (text, '*') != NULL &&
         strspn (text, "0123456789*X") == strlen (text) && g_ascii_isdigit (*text);
}

/* What a railway ticket prints without a label, by its form. */
static const char *
rail_meaning (const char *text)
{
  glong length = g_utf8_strlen (text, -1);

  if (is_train (text))
    return "车次";
  if (is_identity (text))
    return "有效身份证件号";
  if (g_str_has_suffix (text, "开") && strchr (text, ':') != NULL && length <= 7)
    return "开车时间";
  if (strstr (text, "车") != NULL && g_ascii_isdigit (*text) && length <= 12)
    return "座位";
  if (length <= 8 && (g_str_has_suffix (text, "座") || g_str_has_suffix (text, "卧") ||
                      g_str_has_suffix (text, "铺") || g_str_has_suffix (text, "席")))
    return "席别";
  return NULL;
}

/* Offers each meaning once; the traveller stands behind the number of the identity card. */
static void
take_rail_word (PdLayout *self, const char *text, const char **seen, guint *n_seen, gboolean *traveller)
{
  g_autofree char *plain = pd_layout_fold_text (text);
  const char *meaning = *plain != '\0' ? rail_meaning (plain) : NULL;

  if (*traveller && meaning == NULL && g_utf8_strlen (plain, -1) <= 20 && *plain != '\0')
    add (self, 0, "出行人", plain);
  *traveller = FALSE;
  for (guint i = 0; i < *n_seen; i++)
    if (seen[i] == meaning)
      return;
  if (meaning == NULL || *n_seen == MAX_RAIL_WORDS)
    return;
  seen[(*n_seen)++] = meaning;
  add (self, 0, meaning, plain);
  *traveller = is_identity (plain);
}

static void
read_rail_words (PdLayout *self, const PdLayoutPage *page)
{
  const char *seen[MAX_RAIL_WORDS] = { NULL };
  gboolean traveller = FALSE;
  guint n_seen = 0;

  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);
      g_auto (GStrv) parts = word->label ? NULL : g_strsplit (word->text, " ", 4);

      for (guint j = 0; parts != NULL && parts[j] != NULL; j++)
        take_rail_word (self, parts[j], seen, &n_seen, &traveller);
    }
}

/* The stations stand left and right of the train in the largest letters; "站" may be set apart. */
static void
read_stations (PdLayout *self, const PdLayoutPage *page)
{
  guint stations = 0;

  for (guint i = 0; i < page->words->len && stations < 2; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);
      const PdLayoutWord *before = i > 0 ? pd_layout_word (page, i - 1) : NULL;
      g_autofree char *plain = pd_layout_fold_text (word->text);
      g_autofree char *whole = NULL;

      if (!g_str_has_suffix (plain, "站") || g_utf8_strlen (plain, -1) > 12)
        continue;
      if (g_str_equal (plain, "站"))
        whole = before != NULL ? g_strconcat (before->text, plain, NULL) : NULL;
      else
        whole = g_strdup (plain);
      add (self, 0, stations == 0 ? "出发站" : "到达站", whole);
      stations++;
    }
}

static void
read_rail (PdLayout *self, const PdLayoutPage *page)
{
  const PdLayoutHit *date = pd_layout_find (page, PD_LAYOUT_DATE, 0);
  const PdLayoutHit *ticket = find_label (page, "电子客票号");
  g_autofree char *number = ticket != NULL ? cell_value (page, ticket) : NULL;

  read_stations (self, page);
  read_rail_words (self, page);
  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);

      if (!word->label && (date == NULL || i > date->last) && strstr (word->text, "年") != NULL &&
          g_str_has_suffix (word->text, "日") && g_ascii_isdigit (*word->text))
        {
          add (self, 0, "出行日期", word->text);
          break;
        }
    }
  add (self, 0, "电子客票号", number);
  offer_amount (self, page, find_label (page, "票价"), PD_READING_TOTAL);
}

/* Every cell of a motor vehicle invoice has its label left of it. */
static void
read_vehicle (PdLayout *self, const PdLayoutPage *page)
{
  static const char *const labels[] = {
    "车辆类型",     "厂牌型号", "产地",       "合格证号",
    "进口证明书号", "商检单号", "发动机号码", "车辆识别代号/车架号码",
    "完税凭证号码", "吨位",     "限乘人数",   "增值税税率或征收率",
  };
  static const struct
  {
    const char *label;
    PdReadingField field;
  } amounts[] = { { "不含税价", PD_READING_AMOUNT }, { "增值税税额", PD_READING_TAX } };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      const PdLayoutHit *hit = find_label (page, labels[i]);
      g_autofree char *value = hit != NULL ? pd_layout_value (page, hit, G_MAXDOUBLE) : NULL;

      add (self, 0, labels[i], value);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      const PdLayoutHit *hit = find_label (page, amounts[i].label);
      g_autofree char *value = hit != NULL ? pd_layout_value (page, hit, G_MAXDOUBLE) : NULL;
      g_auto (GStrv) words = value != NULL ? g_strsplit (value, " ", -1) : NULL;

      for (guint j = 0; words != NULL && words[j] != NULL; j++)
        {
          g_autofree char *amount = plain_amount (words[j]);

          if (pd_layout_form (amount) == PD_LAYOUT_FORM_MONEY)
            pd_layout_offer (self, amounts[i].field, self->beside, amount);
        }
    }
}

/* A fiscal receipt names who paid; who was paid often stands in its seal only, which is a picture. */
static void
read_fiscal (PdLayout *self, const PdLayoutPage *page)
{
  static const struct
  {
    const char *label;
    PdReadingField field;
  } fields[] = { { "交款人", PD_READING_BUYER_NAME },
                 { "缴款人", PD_READING_BUYER_NAME },
                 { "交款人统一社会信用代码", PD_READING_BUYER_TAX_NUMBER },
                 { "缴款人统一社会信用代码", PD_READING_BUYER_TAX_NUMBER },
                 { "收款单位(章)", PD_READING_SELLER_NAME } };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const PdLayoutHit *hit = find_label (page, fields[i].label);
      g_autofree char *value = hit != NULL ? pd_layout_value (page, hit, G_MAXDOUBLE) : NULL;

      pd_layout_offer (self, fields[i].field, self->beside, value);
    }
}

/*< private >
 * pd_layout_read_ticket:
 * @self: where to tell what is found; its title has been read
 * @page: a page
 *
 * Reads what railway tickets, air itineraries, motor vehicle invoices and fiscal receipts have beside other invoices.
 *
 * Returns: whether it is one of them
 */
gboolean
pd_layout_read_ticket (PdLayout *self, const PdLayoutPage *page)
{
  GPtrArray *titles = pd_reading_get_values (self->reading, PD_READING_TITLE);
  const PdReadingInvoiceKind *kind =
      titles->len > 0 ? pd_reading_kind_from_title (((const PdReadingValue *) titles->pdata[0])->text) : NULL;

  if (kind == NULL)
    return FALSE;
  if (g_str_equal (kind->name, "rail"))
    read_rail (self, page);
  else if (g_str_equal (kind->name, "air"))
    read_air (self, page);
  else if (g_str_equal (kind->name, "vehicle"))
    read_vehicle (self, page);
  else if (g_str_equal (kind->name, "fiscal"))
    read_fiscal (self, page);
  else
    return FALSE;
  return TRUE;
}
