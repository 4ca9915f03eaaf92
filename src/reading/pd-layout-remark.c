/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-layout-private.h"

#include <math.h>
#include <string.h>

/* What a remark may tell of a party or of the invoice that a red one reverses. */
typedef enum
{
  TELL_FIELD,
  TELL_PARTY_FIELD, /* of the party named, or of the one before */
} Telling;

static const struct
{
  Telling telling;
  const char *label; /* folded */
  int field;         /* PdReadingField; of a party the seller's */
  int party;         /* 0 buyer, 1 seller, -1 the one before */
} tellings[] = {
  { TELL_FIELD, "被红冲蓝字数电票号码", PD_READING_BLUE_NUMBER, -1 },
  { TELL_FIELD, "被红冲蓝字数电发票号码", PD_READING_BLUE_NUMBER, -1 },
  { TELL_FIELD, "红字发票信息确认单编号", PD_READING_RED_FORM_NUMBER, -1 },
  { TELL_FIELD, "信息表编号", PD_READING_RED_FORM_NUMBER, -1 },
  { TELL_FIELD, "对应正数发票代码", PD_READING_BLUE_CODE, -1 },
  { TELL_FIELD, "被红冲蓝字发票代码", PD_READING_BLUE_CODE, -1 },
  { TELL_FIELD, "被红冲蓝字发票号码", PD_READING_BLUE_NUMBER, -1 },
  { TELL_FIELD, "收款人:", PD_READING_PAYEE, -1 },
  { TELL_FIELD, "复核人:", PD_READING_REVIEWER, -1 },
  { TELL_PARTY_FIELD, "购买方地址", PD_READING_SELLER_ADDRESS, 0 },
  { TELL_PARTY_FIELD, "购方地址", PD_READING_SELLER_ADDRESS, 0 },
  { TELL_PARTY_FIELD, "销售方地址", PD_READING_SELLER_ADDRESS, 1 },
  { TELL_PARTY_FIELD, "销方地址", PD_READING_SELLER_ADDRESS, 1 },
  { TELL_PARTY_FIELD, "购买方电话", PD_READING_SELLER_PHONE, 0 },
  { TELL_PARTY_FIELD, "购方电话", PD_READING_SELLER_PHONE, 0 },
  { TELL_PARTY_FIELD, "销售方电话", PD_READING_SELLER_PHONE, 1 },
  { TELL_PARTY_FIELD, "销方电话", PD_READING_SELLER_PHONE, 1 },
  { TELL_PARTY_FIELD, "购买方开户银行", PD_READING_SELLER_BANK_NAME, 0 },
  { TELL_PARTY_FIELD, "购方开户银行", PD_READING_SELLER_BANK_NAME, 0 },
  { TELL_PARTY_FIELD, "销售方开户银行", PD_READING_SELLER_BANK_NAME, 1 },
  { TELL_PARTY_FIELD, "销方开户银行", PD_READING_SELLER_BANK_NAME, 1 },
  { TELL_PARTY_FIELD, "购买方银行账号", PD_READING_SELLER_BANK_ACCOUNT, 0 },
  { TELL_PARTY_FIELD, "购方银行账号", PD_READING_SELLER_BANK_ACCOUNT, 0 },
  { TELL_PARTY_FIELD, "销售方银行账号", PD_READING_SELLER_BANK_ACCOUNT, 1 },
  { TELL_PARTY_FIELD, "销方银行账号", PD_READING_SELLER_BANK_ACCOUNT, 1 },
  { TELL_PARTY_FIELD, "电话:", PD_READING_SELLER_PHONE, -1 },
  { TELL_PARTY_FIELD, "银行账号:", PD_READING_SELLER_BANK_ACCOUNT, -1 },
  { TELL_PARTY_FIELD, "账号:", PD_READING_SELLER_BANK_ACCOUNT, -1 },
};

/* Two signs that stand one above the other at the left of the cell. */
static gboolean
find_downwards (const PdLayoutPage *page,
                const char *upper,
                const char *lower,
                double *right,
                double *top,
                double *bottom)
{
  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *over = pd_layout_word (page, i);

      if (over->stray || !g_str_equal (over->text, upper))
        continue;
      for (guint j = 0; j < page->words->len; j++)
        {
          const PdLayoutWord *under = pd_layout_word (page, j);

          if (!under->stray && g_str_equal (under->text, lower) && fabs (under->x0 - over->x0) < 8 &&
              under->y0 > over->y0 && under->y0 < over->y0 + 80)
            {
              *right = MAX (over->x1, under->x1);
              *top = over->y0;
              *bottom = under->y1;
              return TRUE;
            }
        }
      break;
    }
  return FALSE;
}

/* The heading of the remark: "备" over "注", or both in one word. Fiscal receipts have a column "备注"; what is said of the
 * whole stands beside "其他信息". */
static gboolean
find_heading (const PdLayoutPage *page, double *right, double *top, double *bottom)
{
  const PdLayoutHit *hit = pd_layout_find (page, PD_LAYOUT_REMARK, 0);

  if (find_downwards (page, "备", "注", right, top, bottom) ||
      find_downwards (page, "其", "他", right, top, bottom))
    return TRUE;
  if (hit == NULL)
    return FALSE;
  *right = hit->x1;
  *top = hit->y0;
  *bottom = hit->y1;
  return TRUE;
}

/* The cell reaches from the total to the names of those who drew the invoice up; in a list of goods from its sums to its
 * date. */
static void
find_cell (const PdLayoutPage *page, double *top, double *bottom)
{
  double heading_top = *top, heading_bottom = *bottom;

  *top = heading_top - 30;
  *bottom = page->height * 2;
  for (guint i = 0; i < page->hits->len; i++)
    {
      const PdLayoutHit *hit = pd_layout_hit (page, i);
      double y = (hit->y0 + hit->y1) / 2;

      if ((hit->label->meaning == PD_LAYOUT_WORDS || hit->label->meaning == PD_LAYOUT_FIGURES) &&
          y < heading_top)
        *top = MAX (*top, hit->y1 - 1);
      for (guint w = 0; hit->label->meaning == PD_LAYOUT_WORDS && w < page->words->len; w++)
        if (pd_layout_is_of_words (pd_layout_word (page, w), hit))
          *top = MAX (*top, pd_layout_word (page, w)->y1 - 1);
      if ((hit->label->meaning == PD_LAYOUT_SUM || hit->label->meaning == PD_LAYOUT_SUBTOTAL) &&
          y < heading_top)
        *top = MAX (*top, hit->y1 - 1);
      if ((hit->label->meaning == PD_LAYOUT_DRAWER || hit->label->meaning == PD_LAYOUT_DATE) &&
          y > heading_bottom)
        *bottom = MIN (*bottom, hit->y0);
    }
  if (*bottom > heading_bottom + 120)
    *bottom = heading_bottom + 25;
}

/* Seals and the foot of the form are printed into the cell. */
static gboolean
is_seal (const char *text)
{
  g_autofree char *plain = pd_layout_fold_text (text);

  return strstr (plain, "发票专用章") != NULL || g_str_has_prefix (plain, "销售方:(章)") ||
         strstr (plain, "下载次数") != NULL || g_str_equal (plain, "(章)");
}

/*< private >
 * pd_layout_read_remark:
 * @self: where to tell what is found
 * @page: a page
 *
 * Gathers the lines beside "备注".
 */
void
pd_layout_read_remark (PdLayout *self, const PdLayoutPage *page)
{
  double right, top, bottom;

  if (!find_heading (page, &right, &top, &bottom))
    return;
  find_cell (page, &top, &bottom);
  for (guint r = 0; r < page->rows->len; r++)
    {
      const PdLayoutRow *row = pd_layout_row (page, r);
      g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (guint));
      g_autofree char *line = NULL;

      for (guint i = row->first; i < row->first + row->n && words->len < 100; i++)
        {
          const PdLayoutWord *word = pd_layout_word (page, i);
          double middle = (word->y0 + word->y1) / 2;

          if (word->x0 > right - 1 && middle > top && middle < bottom && !word->marker &&
              !is_seal (word->text))
            g_array_append_val (words, i);
        }
      if (words->len == 0 || self->remark->len > PD_READING_MAX_TEXT)
        continue;
      line = pd_layout_join (page, (const guint *) (gpointer) words->data, words->len);
      if (self->remark->len > 0)
        g_string_append_c (self->remark, '\n');
      g_string_append (self->remark, line);
    }
}

static gssize
find_telling (const char *at, const char **rest)
{
  gssize best = -1;

  for (gsize i = 0; i < G_N_ELEMENTS (tellings); i++)
    {
      const char *end = pd_layout_label_end (at, tellings[i].label);
      gboolean longer = best < 0 || strlen (tellings[i].label) > strlen (tellings[best].label);

      if (end != NULL && longer)
        {
          best = (gssize) i;
          *rest = end;
        }
    }
  return best;
}

static gboolean
ends_value (const char *at)
{
  const char *rest;
  gunichar character = pd_layout_fold (g_utf8_get_char (at));

  return *at == '\0' || *at == '\n' || character == ';' || find_telling (at, &rest) >= 0;
}

/* "对应正数发票代码:… 号码:…" */
static void
tell_number_behind (PdLayout *self, const char *text)
{
  const char *number = strstr (text, "号码");
  const char *rest = number != NULL ? pd_layout_label_end (number, "号码") : NULL;
  g_autofree char *digits = rest != NULL ? g_strndup (rest, strspn (rest, "0123456789")) : NULL;

  pd_layout_offer (self, PD_READING_BLUE_NUMBER, self->beside, digits);
}

static void
tell (PdLayout *self, gssize telling, const char *value, int *party)
{
  PdReadingField field = (PdReadingField) tellings[telling].field;

  if (tellings[telling].telling == TELL_PARTY_FIELD)
    {
      if (tellings[telling].party >= 0)
        *party = tellings[telling].party;
      if (*party < 0 || strspn (value, "- ") == strlen (value))
        return;
      if (*party == 0)
        field += PD_READING_BUYER_NAME - PD_READING_SELLER_NAME;
      pd_layout_offer (self, field, self->placed, value);
      return;
    }
  if (pd_reading_fields[field].kind == PD_READING_KIND_CODE)
    {
      g_autofree char *code = g_strndup (value, strspn (value, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"));

      pd_layout_offer (self, field, self->beside, code);
      if (field == PD_READING_BLUE_CODE)
        tell_number_behind (self, value);
    }
  else
    pd_layout_offer (self, field, self->placed, value);
}

/*< private >
 * pd_layout_take_remark:
 * @self: where to tell; its remark is read on all pages
 *
 * Offers the remark, and what it says of the parties and of the invoice that a red one reverses (standards §7).
 */
void
pd_layout_take_remark (PdLayout *self)
{
  const char *at = self->remark->str;
  int party = -1;

  pd_layout_offer (self, PD_READING_REMARK, self->beside, at);
  while (*at != '\0')
    {
      const char *rest = NULL;
      gssize telling = find_telling (at, &rest);
      g_autofree char *value = NULL;
      const char *end;

      if (telling < 0)
        {
          at = g_utf8_next_char (at);
          continue;
        }
      for (end = rest; !ends_value (end);)
        end = g_utf8_next_char (end);
      value = g_strstrip (g_strndup (rest, (gsize) (end - rest)));
      tell (self, telling, value, &party);
      at = end > at ? end : g_utf8_next_char (at);
    }
}
