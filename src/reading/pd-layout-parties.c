/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-joined-text.h"
#include "reading/pd-layout-private.h"

#include <math.h>
#include <string.h>

/* Where the two parties stand. */
typedef struct
{
  gboolean beside; /* side by side, else one above the other */
  gboolean seller_first;
  double split;       /* x or y where the second begins */
  double limit[2];    /* how far right values of the first and the second may begin */
  double top, bottom; /* what is outside is of no party */
} Parties;

static gboolean
is_sign (const PdLayoutWord *word, const char *signs)
{
  return word->marker && strstr (signs, word->text) != NULL;
}

/* The heading that runs downwards left of a block says whose it is; purchases from farmers print the seller first. */
static int
heading_of (const PdLayoutPage *page, const PdLayoutHit *name)
{
  double best = 70;
  int party = -1;

  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);
      double off = fabs (word->y0 - name->y0);

      if (!word->marker || word->x0 > name->x0 || word->x0 < name->x0 - 60 || off > best)
        continue;
      if (is_sign (word, "购买"))
        party = 0;
      else if (is_sign (word, "销售"))
        party = 1;
      else
        continue;
      best = off;
    }
  return party;
}

/* The nearest heading that runs downwards right of @x, beside the rows given. */
static double
next_heading (const PdLayoutPage *page, double x, double y0, double y1)
{
  double nearest = G_MAXDOUBLE;

  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);

      if (word->marker && word->x0 > x && word->y1 > y0 && word->y0 < y1)
        nearest = MIN (nearest, word->x0);
    }
  return nearest;
}

static gboolean
find_parties (const PdLayoutPage *page, Parties *parties)
{
  const PdLayoutHit *first = pd_layout_find (page, PD_LAYOUT_NAME, 0);
  const PdLayoutHit *second = pd_layout_find (page, PD_LAYOUT_NAME, 1);
  double em;

  if (first == NULL || second == NULL)
    return FALSE;
  em = first->y1 - first->y0;
  parties->beside = fabs (first->y0 - second->y0) < 1.5 * em;
  if (parties->beside && second->x0 < first->x0)
    {
      const PdLayoutHit *left = second;

      second = first;
      first = left;
    }
  parties->seller_first = heading_of (page, first) == 1 && heading_of (page, second) != 1;
  parties->top = first->y0 - 3 * em;
  if (parties->beside)
    {
      double heading = next_heading (page, first->x1, first->y0 - 2 * em, first->y1 + 6 * em);

      parties->split = second->x0 - em;
      parties->limit[0] = MIN (parties->split, heading);
      parties->limit[1] = G_MAXDOUBLE;
      parties->bottom = first->y1 + 9 * em;
    }
  else
    {
      parties->split = second->y0 - em;
      parties->limit[0] = next_heading (page, first->x1, first->y0 - em, first->y1 + 6 * em);
      parties->limit[1] = next_heading (page, second->x1, second->y0 - em, second->y1 + 6 * em);
      parties->bottom = second->y1 + 7 * em;
    }
  return TRUE;
}

/* Which of two parties a label is of: 0 for the buyer, 1 for the seller, -1 for none. */
static int
party_of (const Parties *parties, const PdLayoutHit *hit, double *limit)
{
  gboolean second = parties->beside ? hit->x0 >= parties->split : hit->y0 >= parties->split;

  if (hit->y0 < parties->top || hit->y0 > parties->bottom || hit->x0 > parties->limit[second ? 1 : 0])
    return -1;
  *limit = parties->limit[second ? 1 : 0];
  return (second ? 1 : 0) ^ (parties->seller_first ? 1 : 0);
}

static PdReadingField
field_of (int party, PdReadingField seller_field)
{
  return party == 1 ? seller_field : seller_field + (PD_READING_BUYER_NAME - PD_READING_SELLER_NAME);
}

static void
offer_joined (PdLayout *self, PdReadingField first, const char *text)
{
  GPtrArray *values = pd_reading_get_values (self->reading, first);

  for (guint i = 0; i < values->len; i++)
    if (((const PdReadingValue *) values->pdata[i])->source == self->source)
      return;
  pd_reading_offer_joined (self->reading, first, self->source, self->beside, text);
}

/* What is no tax number: less than some signs, or a word of the form. */
static gboolean
is_tax_number (const char *text)
{
  g_autofree char *folded = pd_layout_fold_text (text);

  return strlen (folded) >= 6 && strlen (folded) <= 30 && strpbrk (folded, "0123456789") != NULL &&
         strspn (folded, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz*") ==
             strlen (folded);
}

static gboolean
has_label (const PdLayoutPage *page, const PdLayoutWord *word, const PdLayoutHit *but)
{
  for (guint i = 0; i < page->hits->len; i++)
    {
      const PdLayoutHit *hit = pd_layout_hit (page, i);

      if (hit != but && hit->x0 < word->x0 && hit->x1 > word->x0 - page->width * 0.3 &&
          pd_layout_beside (word, hit->y0, hit->y1))
        return TRUE;
    }
  return FALSE;
}

/* A line of the name that stands close to another, from the same left edge; -1 above it, 1 below. */
static const PdLayoutWord *
next_line (const PdLayoutPage *page,
           const PdLayoutHit *hit,
           const PdLayoutWord *from,
           double x,
           double off,
           double limit,
           int direction)
{
  double height = from->y1 - from->y0;

  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);
      double gap = direction > 0 ? word->y0 - from->y1 : from->y0 - word->y1;

      if (!word->stray && !word->label && !word->marker && fabs (word->x0 - x) < off && word->x0 < limit &&
          word != from && gap > -0.6 * height && gap < 0.5 * height &&
          (word->y0 - from->y0) * direction > 0.5 * height && !has_label (page, word, hit))
        return word;
    }
  return NULL;
}

/* The word right of a label that is nearest to its middle. */
static const PdLayoutWord *
first_beside (const PdLayoutPage *page, const PdLayoutHit *hit)
{
  const PdLayoutWord *best = NULL;

  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);

      if (!word->stray && !word->label && word->x0 > hit->x1 - 2 &&
          pd_layout_beside (word, hit->y0, hit->y1) && (best == NULL || word->x0 < best->x0))
        best = word;
    }
  return best;
}

/* A long name stands in several lines, of which only the middle ones are beside their label. */
static char *
whole_name (const PdLayoutPage *page, const PdLayoutHit *hit, const char *beside, double limit)
{
  GString *name = g_string_new (beside);
  const PdLayoutWord *own = pd_layout_word (page, hit->last);
  double x = hit->x1, off = 1.2 * (own->y1 - own->y0);
  const PdLayoutWord *edge;

  if (*hit->rest == '\0')
    {
      own = first_beside (page, hit);
      x = own != NULL ? own->x0 : 0;
      off = 2;
    }
  if (own == NULL || *beside == '\0')
    return g_string_free (name, FALSE);
  edge = own;
  for (guint lines = 0; lines < 4 && edge != NULL; lines++)
    {
      edge = next_line (page, hit, edge, x, off, limit, -1);
      if (edge != NULL && strstr (beside, edge->text) == NULL)
        g_string_prepend (name, edge->text);
    }
  edge = own;
  for (guint lines = 0; lines < 4 && edge != NULL; lines++)
    {
      edge = next_line (page, hit, edge, x, off, limit, 1);
      if (edge != NULL && strstr (beside, edge->text) == NULL)
        g_string_append (name, edge->text);
    }
  return g_string_free (name, FALSE);
}

static void
read_label (PdLayout *self, const PdLayoutPage *page, const PdLayoutHit *hit, int party, double limit)
{
  g_autofree char *value = pd_layout_value (page, hit, limit);
  g_autofree char *whole = NULL;

  switch (hit->label->meaning)
    {
    case PD_LAYOUT_NAME:
    case PD_LAYOUT_BUYER_NAME:
    case PD_LAYOUT_SELLER_NAME:
      whole = whole_name (page, hit, value, limit);
      pd_layout_offer (self, field_of (party, PD_READING_SELLER_NAME), self->beside, whole);
      break;
    case PD_LAYOUT_TAX_NUMBER:
      value[strcspn (value, " ")] = '\0';
      if (is_tax_number (value))
        pd_layout_offer (self, field_of (party, PD_READING_SELLER_TAX_NUMBER), self->beside, value);
      break;
    case PD_LAYOUT_ADDRESS:
      offer_joined (self, field_of (party, PD_READING_SELLER_ADDRESS), value);
      break;
    case PD_LAYOUT_PHONE:
      /* "地址、 电话:" in two words has its value behind the second. */
      if (hit->first > 0 && strstr (pd_layout_word (page, hit->first - 1)->text, "址") != NULL)
        offer_joined (self, field_of (party, PD_READING_SELLER_ADDRESS), value);
      else
        pd_layout_offer (self, field_of (party, PD_READING_SELLER_PHONE), self->beside, value);
      break;
    case PD_LAYOUT_BANK:
      offer_joined (self, field_of (party, PD_READING_SELLER_BANK_NAME), value);
      break;
    case PD_LAYOUT_ACCOUNT:
      pd_layout_offer (self, field_of (party, PD_READING_SELLER_BANK_ACCOUNT), self->beside, value);
      break;
    default:
      break;
    }
}

/* Tickets say whose name it is, and the tax number stands behind it or below. */
static void
read_named (PdLayout *self, const PdLayoutPage *page)
{
  for (guint i = 0; i < page->hits->len; i++)
    {
      const PdLayoutHit *hit = pd_layout_hit (page, i);
      const PdLayoutHit *number = NULL;
      int party = hit->label->meaning == PD_LAYOUT_SELLER_NAME;

      if (hit->label->meaning != PD_LAYOUT_BUYER_NAME && hit->label->meaning != PD_LAYOUT_SELLER_NAME)
        continue;
      read_label (self, page, hit, party, G_MAXDOUBLE);
      for (guint j = 0; j < page->hits->len; j++)
        {
          const PdLayoutHit *other = pd_layout_hit (page, j);
          double below = other->y0 - hit->y0;

          if (other->label->meaning == PD_LAYOUT_TAX_NUMBER && below > -hit->y1 + hit->y0 && below < 60 &&
              (number == NULL || other->y0 < number->y0 - 3))
            number = other;
        }
      if (number != NULL)
        read_label (self, page, number, party, G_MAXDOUBLE);
    }
}

/*< private >
 * pd_layout_read_parties:
 * @self: where to tell what is found
 * @page: a page
 *
 * Reads buyer and seller: side by side as fully digitalised invoices print them, or one above the other as before.
 */
void
pd_layout_read_parties (PdLayout *self, const PdLayoutPage *page)
{
  Parties parties = { 0 };

  read_named (self, page);
  if (!find_parties (page, &parties))
    return;
  for (guint i = 0; i < page->hits->len; i++)
    {
      const PdLayoutHit *hit = pd_layout_hit (page, i);
      double limit = G_MAXDOUBLE;
      int party;

      if (hit->label->meaning < PD_LAYOUT_NAME || hit->label->meaning > PD_LAYOUT_ACCOUNT)
        continue;
      party = party_of (&parties, hit, &limit);
      if (party >= 0)
        read_label (self, page, hit, party, limit);
    }
}
