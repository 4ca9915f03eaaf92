/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-layout-private.h"

#include <string.h>

#define TITLE_GAP 2.5

/*< private >
 * pd_layout_offer:
 * @self: where to tell
 * @field: a field
 * @confidence: how sure
 * @text: (nullable): its text
 *
 * Offers a value that has not been read on an earlier page.
 *
 * Returns: whether it was taken
 */
gboolean
pd_layout_offer (PdLayout *self, PdReadingField field, guint confidence, const char *text)
{
  GPtrArray *values = pd_reading_get_values (self->reading, field);

  for (guint i = 0; i < values->len; i++)
    if (((const PdReadingValue *) values->pdata[i])->source == self->source)
      return FALSE;
  return text != NULL && *text != '\0' &&
         pd_reading_offer (self->reading, field, self->source, confidence, text);
}

/* Figures of a date, wherever the form's own signs stand between them. */
static char *
date_of (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  guint groups = 0, numbers[3] = { 0 };
  gboolean inside = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = pd_layout_fold (g_utf8_get_char (at));

      if (character >= '0' && character <= '9' && digits->len < 20)
        {
          if (!inside && ++groups > 3)
            break;
          inside = TRUE;
          g_string_append_c (digits, (char) character);
          numbers[groups - 1] = numbers[groups - 1] * 10 + (guint) (character - '0');
        }
      else
        inside = FALSE;
    }
  if (groups == 1 && digits->len >= 8)
    return g_strndup (digits->str, 8);
  if (groups < 3 || numbers[0] < 1000 || numbers[0] > 9999 || numbers[1] > 12 || numbers[2] > 31)
    return NULL;
  return g_strdup_printf ("%04u-%02u-%02u", numbers[0], numbers[1], numbers[2]);
}

/* The form may print "年 月 日" over which the figures stand; all words beside the label count. */
static char *
read_date (const PdLayoutPage *page, const PdLayoutHit *hit)
{
  g_autoptr (GString) text = g_string_new (hit->rest);

  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);

      if ((i < hit->first || i > hit->last) && !word->stray && word->x0 > hit->x0 &&
          word->x0 < hit->x1 + page->width * 0.3 && pd_layout_beside (word, hit->y0, hit->y1) &&
          text->len < 200)
        g_string_append_printf (text, " %s", word->text);
    }
  return date_of (text->str);
}

/* The first word that is a code; a check code is printed in groups. */
static char *
code_of (const char *text, gboolean groups)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GString *code = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL && code->len < 100; i++)
    {
      g_autofree char *folded = pd_layout_fold_text (words[i]);

      if (*folded == '\0' ||
          strspn (folded, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") !=
              strlen (folded))
        break;
      g_string_append (code, folded);
      if (!groups)
        break;
    }
  return g_string_free (code, FALSE);
}

/* A person's name: what ends with a mark, or stands after another label, is no part of it. */
static char *
person_of (const char *text)
{
  char *name = g_strndup (text, strcspn (text, ";,|"));
  char *end = strstr (name, "；");

  if (end != NULL)
    *end = '\0';
  return g_strstrip (name);
}

static void
read_field (PdLayout *self, const PdLayoutPage *page, PdLayoutMeaning meaning, PdReadingField field)
{
  for (guint nth = 0;; nth++)
    {
      const PdLayoutHit *hit = pd_layout_find (page, meaning, nth);
      g_autofree char *value = NULL;
      g_autofree char *clean = NULL;

      if (hit == NULL)
        return;
      value = pd_layout_value (page, hit, G_MAXDOUBLE);
      if (meaning == PD_LAYOUT_DATE)
        clean = read_date (page, hit);
      else if (pd_reading_fields[field].kind == PD_READING_KIND_CODE ||
               pd_reading_fields[field].kind == PD_READING_KIND_CASED)
        clean = code_of (value, meaning == PD_LAYOUT_CHECK_CODE || meaning == PD_LAYOUT_NUMBER);
      else
        clean = person_of (value);
      if (pd_layout_offer (self, field, self->beside, clean))
        return;
    }
}

/* Words of a row that stand close, in one: a title is often set wide. */
static gboolean
offer_title (PdLayout *self, const PdLayoutPage *page, const PdLayoutRow *row)
{
  g_autoptr (GString) title = g_string_new (NULL);
  double end = 0;

  for (guint i = row->first; i <= row->first + row->n; i++)
    {
      const PdLayoutWord *word = i < row->first + row->n ? pd_layout_word (page, i) : NULL;

      if (word == NULL || word->label || title->len > 200 ||
          (title->len > 0 &&
           (word->x0 - end > TITLE_GAP * (word->y1 - word->y0) || word->x0 < end - (word->y1 - word->y0))))
        {
          g_autofree char *plain = pd_layout_fold_text (title->str);

          if (pd_reading_kind_from_title (plain) != NULL)
            return pd_layout_offer (self, PD_READING_TITLE, self->beside, title->str);
          g_string_truncate (title, 0);
        }
      if (word != NULL && !word->label)
        {
          g_string_append (title, word->text);
          end = word->x1;
        }
    }
  return FALSE;
}

static void
read_title (PdLayout *self, const PdLayoutPage *page)
{
  for (guint row = 0; row < page->rows->len; row++)
    if (offer_title (self, page, pd_layout_row (page, row)))
      return;
}

/* The legacy form says on its face what the other forms say in their title; where a digital one has it in a picture, its
 * columns say it. */
static void
read_toll (PdLayout *self, const PdLayoutPage *page)
{
  const PdReadingInvoiceKind *kind = NULL;
  GPtrArray *titles = pd_reading_get_values (self->reading, PD_READING_TITLE);

  if (titles->len > 0)
    kind = pd_reading_kind_from_title (((const PdReadingValue *) titles->pdata[0])->text);
  for (guint i = 0; kind != NULL && i < page->hits->len; i++)
    {
      const char *label = pd_layout_hit (page, i)->label->text;

      if (g_str_equal (kind->name, "electronic_ordinary") && g_str_equal (label, "车牌号"))
        pd_layout_offer (self, PD_READING_KIND, self->placed, "toll");
      if (g_str_has_prefix (kind->name, "digital_") && g_str_equal (label, "通行日期起") &&
          pd_reading_get_values (self->reading, PD_READING_SPECIAL_TYPE)->len == 0)
        pd_layout_offer (self, PD_READING_SPECIAL_TYPE, self->placed, "通行费");
    }
}

/* What a digital invoice prints left of its title: 成品油, 通行费, 旅客运输服务 … */
static void
read_special_type (PdLayout *self, const PdLayoutPage *page)
{
  static const char *const types[] = {
    "成品油",       "稀土",   "建筑服务",       "货物运输服务", "不动产销售服务", "不动产经营租赁服务",
    "代收车船税",   "通行费", "旅客运输服务",   "医疗服务",     "自产农产品销售", "拖拉机和联合收割机",
    "机动车",       "二手车", "农产品收购",     "光伏收购",     "卷烟",           "差额征税",
    "报废产品收购", "电子烟", "不动产经营租赁", "不动产销售",   "货物运输",       "旅客运输",
  };
  const PdLayoutHit *below = pd_layout_find (page, PD_LAYOUT_NAME, 0);

  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);
      g_autofree char *plain = NULL;

      if (below != NULL && word->y0 > below->y0)
        return;
      plain = pd_layout_fold_text (word->text);
      for (gsize j = 0; j < G_N_ELEMENTS (types); j++)
        if (g_str_equal (plain, types[j]) &&
            pd_layout_offer (self, PD_READING_SPECIAL_TYPE, self->placed, plain))
          return;
    }
}

/*< private >
 * pd_layout_read_head:
 * @self: where to tell what is found
 * @page: a page
 *
 * Reads what stands above and below the frame of an invoice.
 */
void
pd_layout_read_head (PdLayout *self, const PdLayoutPage *page)
{
  static const struct
  {
    PdLayoutMeaning meaning;
    PdReadingField field;
  } fields[] = {
    { PD_LAYOUT_CODE, PD_READING_CODE },
    { PD_LAYOUT_NUMBER, PD_READING_NUMBER },
    { PD_LAYOUT_DATE, PD_READING_ISSUE_DATE },
    { PD_LAYOUT_CHECK_CODE, PD_READING_CHECK_CODE },
    { PD_LAYOUT_MACHINE, PD_READING_MACHINE_NUMBER },
    { PD_LAYOUT_DRAWER, PD_READING_DRAWER },
    { PD_LAYOUT_PAYEE, PD_READING_PAYEE },
    { PD_LAYOUT_REVIEWER, PD_READING_REVIEWER },
  };

  read_title (self, page);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    read_field (self, page, fields[i].meaning, fields[i].field);
  read_special_type (self, page);
  read_toll (self, page);
}
