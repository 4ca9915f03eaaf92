/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-statement-match.h"

#include "model/pd-money.h"
#include "model/pd-plain-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How sure each way is; what is below 70 is never decided. */
#define SURE_NUMBER 100
#define SURE_NUMBER_OTHER_AMOUNT 85
#define SURE_NAME 90
#define SURE_ALL_OF_PAYER 85
#define SURE_SUM 75
#define SURE_AMBIGUOUS 50
#define SURE_AMOUNT 40

/* A number that short stands in many a remark by chance. */
#define LEAST_NUMBER 4

/* Sums are tried of so many orders of one payer, of so many at once, in so many steps. */
#define MAX_SUM_ORDERS 24
#define MAX_AT_ONCE 5
#define MAX_STEPS 100000

/** Matching: all lines and orders. */
typedef struct
{
  const GPtrArray *lines;
  const PdOpenOrder *orders;
  guint n_orders;
  gint64 *left;         /* (owned) what is still open of each order */
  gboolean *taken;      /* (owned) an order that is decided */
  char **names;         /* (owned) folded buyers */
  GPtrArray *matches;   /* (owned) of PdStatementMatch */
  GHashTable *by_name;  /* (owned) folded buyer → GArray of guint */
  GHashTable *by_token; /* (owned) last token of a number → GArray of guint */
} Matching;

/* --- names */

/* Spaces, brackets and points differ between a bank and an order; letters do not. */
static char *
fold_name (const char *text)
{
  g_autofree char *plain = pd_plain_text (text);
  g_autofree char *small = plain != NULL ? g_utf8_strdown (plain, -1) : g_strdup ("");
  GString *folded = g_string_new (NULL);

  for (const char *at = small; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)) || *at == '*')
      g_string_append_unichar (folded, g_utf8_get_char (at));
  return g_string_free (folded, FALSE);
}

/* "*明" is what a payment platform tells of 王明. At least one letter is told. */
static gboolean
fits_mask (const char *mask, const char *name)
{
  guint told = 0;

  for (; *mask != '\0' && *name != '\0'; mask = g_utf8_next_char (mask), name = g_utf8_next_char (name))
    {
      if (*mask == '*')
        continue;
      if (g_utf8_get_char (mask) != g_utf8_get_char (name))
        return FALSE;
      told++;
    }
  return told > 0 && *mask == '\0' && *name == '\0';
}

/**
 * pd_statement_names_agree:
 * @a: (nullable): a name as a bank or a payment platform tells it; "*" stands for a letter that is not told
 * @b: (nullable): a name of one's own
 *
 * Returns: whether both may be the same person or company
 */
gboolean
pd_statement_names_agree (const char *a, const char *b)
{
  g_autofree char *first = fold_name (a), *second = fold_name (b);

  return *first != '\0' &&
         (g_str_equal (first, second) || (strchr (first, '*') != NULL && fits_mask (first, second)));
}

/* --- what becomes of a line */

static PdStatementMatch *
match_new (PdMatchState state)
{
  PdStatementMatch *self = g_new0 (PdStatementMatch, 1);

  self->state = state;
  self->orders = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
pd_statement_match_free (PdStatementMatch *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->orders);
  g_free (self);
}

static gboolean
is_open (const Matching *matching, guint i)
{
  return ((PdStatementMatch *) matching->matches->pdata[i])->state == PD_MATCH_NONE;
}

static void
set_match (PdStatementMatch *match,
           PdMatchState state,
           PdMatchReason reason,
           guint sureness,
           const GArray *orders)
{
  match->state = state;
  match->reason = reason;
  match->sureness = sureness;
  g_array_set_size (match->orders, 0);
  g_array_append_vals (match->orders, orders->data, orders->len);
}

static void
take_orders (Matching *matching, const GArray *orders)
{
  for (guint i = 0; i < orders->len; i++)
    {
      guint order = g_array_index (orders, guint, i);

      matching->taken[order] = TRUE;
      matching->left[order] = 0;
    }
}

/* --- by number */

static gboolean
is_part_of_number (const char *at)
{
  return g_ascii_isalnum (*at);
}

/* The number stands alone: "D20261102-0A" is not in "D20261102-0AB". */
static gboolean
has_number (const char *text, const char *number)
{
  gsize length = strlen (number);

  for (const char *at = strstr (text, number); at != NULL; at = strstr (at + 1, number))
    if ((at == text || !is_part_of_number (at - 1)) && !is_part_of_number (at + length))
      return TRUE;
  return FALSE;
}

/* The last run of letters and digits of a number, by which it is looked for; NULL when it has none. */
static char *
last_token (const char *number)
{
  const char *end = number + strlen (number), *from;

  while (end > number && !is_part_of_number (end - 1))
    end--;
  for (from = end; from > number && is_part_of_number (from - 1);)
    from--;
  return end > from ? g_strndup (from, (gsize) (end - from)) : NULL;
}

static int
compare_indexes (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return (x > y) - (x < y);
}

static GArray *
named_orders (const Matching *matching, const PdStatementLine *line)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *all = g_strjoin ("\n", line->order, line->remark, line->reference, NULL);
  g_autofree char *text = pd_plain_text (all);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const char *at = text; at != NULL && *at != '\0';)
    {
      const char *from = at;
      char *token;
      const GArray *listed;

      while (is_part_of_number (at))
        at++;
      if (at == from)
        {
          at++;
          continue;
        }
      token = g_strndup (from, (gsize) (at - from));
      listed = g_hash_table_lookup (matching->by_token, token);
      if (!g_hash_table_add (seen, token))
        continue;
      for (guint i = 0; listed != NULL && i < listed->len; i++)
        if (has_number (text, matching->orders[g_array_index (listed, guint, i)].number))
          g_array_append_val (found, g_array_index (listed, guint, i));
    }
  g_array_sort (found, compare_indexes);
  return found;
}

static gboolean
have_same_number (const Matching *matching, const GArray *orders)
{
  for (guint i = 0; i < orders->len; i++)
    for (guint j = 0; j < i; j++)
      if (g_strcmp0 (matching->orders[g_array_index (orders, guint, i)].number,
                     matching->orders[g_array_index (orders, guint, j)].number) == 0)
        return TRUE;
  return FALSE;
}

static gint64
sum_left (const Matching *matching, const GArray *orders)
{
  gint64 sum = 0;

  for (guint i = 0; i < orders->len; i++)
    if (!pd_money_add (sum, matching->left[g_array_index (orders, guint, i)], &sum))
      return PD_MONEY_MAX;
  return sum;
}

/* Of one order a part may be paid, and the rest by a later line; of several the sum must be right. */
static void
match_number (Matching *matching, guint i)
{
  const PdStatementLine *line = matching->lines->pdata[i];
  PdStatementMatch *match = matching->matches->pdata[i];
  g_autoptr (GArray) found = named_orders (matching, line);
  gint64 sum = sum_left (matching, found);

  if (found->len == 0)
    return;
  match->difference = line->amount - sum;
  if (have_same_number (matching, found) || (found->len > 1 && match->difference != 0))
    {
      set_match (match, PD_MATCH_SUGGESTED, PD_MATCH_BY_NUMBER, SURE_AMBIGUOUS, found);
      return;
    }
  set_match (match, PD_MATCH_DECIDED, PD_MATCH_BY_NUMBER,
             match->difference == 0 ? SURE_NUMBER : SURE_NUMBER_OTHER_AMOUNT, found);
  for (guint j = 0; j < found->len; j++)
    {
      guint order = g_array_index (found, guint, j);

      matching->left[order] = found->len == 1 ? MAX (-match->difference, 0) : 0;
      matching->taken[order] = TRUE;
    }
}

/* --- by payer */

/* The open orders of a line's payer; of a masked name those of everybody who may be meant. */
static GArray *
orders_of_payer (const Matching *matching, const PdStatementLine *line)
{
  g_autofree char *name = fold_name (line->counterparty);
  const GArray *listed = g_hash_table_lookup (matching->by_name, name);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));

  if (strchr (name, '*') != NULL)
    {
      for (guint i = 0; i < matching->n_orders; i++)
        if (!matching->taken[i] && fits_mask (name, matching->names[i]))
          g_array_append_val (found, i);
      return found;
    }
  for (guint i = 0; listed != NULL && i < listed->len; i++)
    if (!matching->taken[g_array_index (listed, guint, i)])
      g_array_append_val (found, g_array_index (listed, guint, i));
  return found;
}

static GArray *
with_amount (const Matching *matching, const GArray *orders, gint64 amount)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < orders->len; i++)
    if (matching->left[g_array_index (orders, guint, i)] == amount)
      g_array_append_val (found, g_array_index (orders, guint, i));
  return found;
}

/** Search: for orders that add up to an amount. */
typedef struct
{
  const Matching *matching;
  const GArray *orders;
  gint64 amount;
  guint chosen[MAX_AT_ONCE];
  guint steps;
  guint n_found;
  GArray *first; /* (owned) the first way */
} Search;

static void
search_sums (Search *search, guint from, guint n, gint64 sum)
{
  if (n >= 2 && sum == search->amount)
    {
      if (search->n_found++ == 0)
        g_array_append_vals (search->first, search->chosen, n);
      return;
    }
  for (guint i = from; n < MAX_AT_ONCE && i < search->orders->len && search->n_found < 2; i++)
    {
      guint order = g_array_index (search->orders, guint, i);
      gint64 next;

      if (++search->steps > MAX_STEPS)
        return;
      if (!pd_money_add (sum, search->matching->left[order], &next) || next > search->amount)
        continue;
      search->chosen[n] = order;
      search_sums (search, i + 1, n + 1, next);
    }
}

static void
match_sum (const Matching *matching, PdStatementMatch *match, const GArray *orders, gint64 amount)
{
  Search search = { .matching = matching, .orders = orders, .amount = amount };

  if (orders->len < 2)
    return;
  if (sum_left (matching, orders) == amount)
    {
      set_match (match, PD_MATCH_DECIDED, PD_MATCH_BY_SUM, SURE_ALL_OF_PAYER, orders);
      return;
    }
  match->gave_up = orders->len > MAX_SUM_ORDERS;
  if (match->gave_up)
    return;
  search.first = g_array_new (FALSE, FALSE, sizeof (guint));
  search_sums (&search, 0, 0, 0);
  match->gave_up = search.steps > MAX_STEPS;
  if (search.n_found == 1 && !match->gave_up)
    set_match (match, PD_MATCH_DECIDED, PD_MATCH_BY_SUM, SURE_SUM, search.first);
  else if (search.n_found > 0)
    set_match (match, PD_MATCH_SUGGESTED, PD_MATCH_BY_SUM, SURE_AMBIGUOUS, search.first);
  g_array_unref (search.first);
}

/* What one line is, if there were no others */
static void
match_payer (const Matching *matching, guint i, PdMatchReason reason)
{
  const PdStatementLine *line = matching->lines->pdata[i];
  PdStatementMatch *match = matching->matches->pdata[i];
  g_autoptr (GArray) orders = orders_of_payer (matching, line);
  g_autoptr (GArray) same = with_amount (matching, orders, line->amount);

  if (reason == PD_MATCH_BY_SUM && same->len == 0)
    match_sum (matching, match, orders, line->amount);
  else if (reason == PD_MATCH_BY_NAME && same->len == 1)
    set_match (match, PD_MATCH_DECIDED, PD_MATCH_BY_NAME, SURE_NAME, same);
  else if (reason == PD_MATCH_BY_NAME && same->len > 1)
    set_match (match, PD_MATCH_SUGGESTED, PD_MATCH_BY_NAME, SURE_AMBIGUOUS, same);
  /* Who is told by one letter only is not known surely. */
  if (match->state == PD_MATCH_DECIDED && strchr (line->counterparty, '*') != NULL)
    {
      match->state = PD_MATCH_SUGGESTED;
      match->sureness = SURE_AMBIGUOUS;
    }
}

static void
match_amount (const Matching *matching, guint i)
{
  const PdStatementLine *line = matching->lines->pdata[i];
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) same = NULL;

  for (guint j = 0; j < matching->n_orders; j++)
    if (!matching->taken[j])
      g_array_append_val (all, j);
  same = with_amount (matching, all, line->amount);
  if (same->len == 1)
    set_match (matching->matches->pdata[i], PD_MATCH_SUGGESTED, PD_MATCH_BY_AMOUNT, SURE_AMOUNT, same);
}

/* Two lines that would pay the same order are decided by a person: it is not known which. */
static void
settle (Matching *matching, const gboolean *fresh)
{
  g_autofree guint *claims = g_new0 (guint, matching->n_orders + 1);

  for (guint i = 0; i < matching->lines->len; i++)
    {
      const PdStatementMatch *match = matching->matches->pdata[i];

      for (guint j = 0; fresh[i] && match->state == PD_MATCH_DECIDED && j < match->orders->len; j++)
        claims[g_array_index (match->orders, guint, j)]++;
    }
  for (guint i = 0; i < matching->lines->len; i++)
    {
      PdStatementMatch *match = matching->matches->pdata[i];
      gboolean alone = TRUE;

      if (!fresh[i] || match->state != PD_MATCH_DECIDED)
        continue;
      for (guint j = 0; j < match->orders->len; j++)
        alone = alone && claims[g_array_index (match->orders, guint, j)] == 1;
      if (alone)
        take_orders (matching, match->orders);
      else
        {
          match->state = PD_MATCH_SUGGESTED;
          match->sureness = SURE_AMBIGUOUS;
        }
    }
}

static void
match_all (Matching *matching, PdMatchReason reason)
{
  g_autofree gboolean *fresh = g_new0 (gboolean, matching->lines->len + 1);

  for (guint i = 0; i < matching->lines->len; i++)
    {
      if (!is_open (matching, i))
        continue;
      match_payer (matching, i, reason);
      fresh[i] = !is_open (matching, i);
    }
  settle (matching, fresh);
}

/* --- public */

static void
list_order (GHashTable *lists, char *key, guint order)
{
  GArray *listed = g_hash_table_lookup (lists, key);

  if (listed == NULL)
    {
      listed = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (lists, g_strdup (key), listed);
    }
  g_array_append_val (listed, order);
}

static void
matching_init (Matching *matching)
{
  matching->left = g_new0 (gint64, matching->n_orders + 1);
  matching->taken = g_new0 (gboolean, matching->n_orders + 1);
  matching->names = g_new0 (char *, matching->n_orders + 1);
  matching->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  matching->by_token =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  for (guint i = 0; i < matching->n_orders; i++)
    {
      const char *number = matching->orders[i].number;
      g_autofree char *token = number != NULL && strlen (number) >= LEAST_NUMBER ? last_token (number) : NULL;

      matching->left[i] = MAX (matching->orders[i].open, 0);
      matching->taken[i] = matching->orders[i].open <= 0;
      matching->names[i] = fold_name (matching->orders[i].buyer);
      list_order (matching->by_name, matching->names[i], i);
      if (token != NULL)
        list_order (matching->by_token, token, i);
    }
}

static void
matching_clear (Matching *matching)
{
  g_hash_table_unref (matching->by_name);
  g_hash_table_unref (matching->by_token);
  g_strfreev (matching->names);
  g_free (matching->left);
  g_free (matching->taken);
}

/**
 * pd_statement_match:
 * @lines: (element-type PdStatementLine): the lines of a statement
 * @orders: (array length=n_orders): orders that are to be paid
 * @n_orders: how many
 * @known: (nullable) (element-type utf8 utf8): keys of lines that were imported before
 *
 * First all lines that name orders are matched, then those whose amount and payer are an order's, then those that are
 * the sum of up to five of up to 24 orders of their payer, or of all of them. What fits in several ways, what two lines lay
 * claim to, and what only the amount tells is suggested and never decided. An order that a line names with another amount
 * is paid in part or over; how much that is stands in @difference, and a later line may pay the rest.
 *
 * Returns: (transfer full) (element-type PdStatementMatch): what becomes of each line
 */
GPtrArray *
pd_statement_match (const GPtrArray *lines, const PdOpenOrder *orders, guint n_orders, GHashTable *known)
{
  Matching matching = { .lines = lines, .orders = orders, .n_orders = n_orders };

  matching.matches = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_statement_match_free);
  matching_init (&matching);
  for (guint i = 0; i < lines->len; i++)
    {
      const PdStatementLine *line = lines->pdata[i];
      gboolean is_known = known != NULL && g_hash_table_contains (known, line->key);

      g_ptr_array_add (matching.matches, match_new (is_known           ? PD_MATCH_KNOWN
                                                    : line->amount < 0 ? PD_MATCH_PAID
                                                                       : PD_MATCH_NONE));
    }
  for (guint i = 0; i < lines->len; i++)
    if (is_open (&matching, i))
      match_number (&matching, i);
  match_all (&matching, PD_MATCH_BY_NAME);
  match_all (&matching, PD_MATCH_BY_SUM);
  for (guint i = 0; i < lines->len; i++)
    if (is_open (&matching, i))
      match_amount (&matching, i);
  matching_clear (&matching);
  return matching.matches;
}

static char *
numbers_of (const PdStatementMatch *self, const PdOpenOrder *orders)
{
  GString *numbers = g_string_new (NULL);

  for (guint i = 0; i < self->orders->len; i++)
    g_string_append_printf (numbers, "%s%s", i > 0 ? ", " : "",
                            orders[g_array_index (self->orders, guint, i)].number);
  return g_string_free (numbers, FALSE);
}

static const char *
reason_words (const PdStatementMatch *self)
{
  switch (self->reason)
    {
    case PD_MATCH_BY_NUMBER:
      return self->difference == 0  ? _ ("the number stands in the line")
             : self->difference < 0 ? _ ("the number stands in the line, but less was paid than is open")
                                    : _ ("the number stands in the line, but more was paid than is open");
    case PD_MATCH_BY_NAME:
      return _ ("amount and payer agree");
    case PD_MATCH_BY_SUM:
      return _ ("it is the sum of several orders of the payer");
    case PD_MATCH_BY_AMOUNT:
      return _ ("only the amount agrees");
    case PD_MATCH_BY_NOTHING:
    default:
      return "";
    }
}

/** pd_statement_match_sentence: @orders: as of pd_statement_match(). Returns: (transfer full): what becomes of the line, and why */
char *
pd_statement_match_sentence (const PdStatementMatch *self, const PdOpenOrder *orders)
{
  g_autofree char *numbers = numbers_of (self, orders);

  switch (self->state)
    {
    case PD_MATCH_KNOWN:
      return g_strdup (_ ("Imported before."));
    case PD_MATCH_PAID:
      return g_strdup (_ ("Money that went out."));
    case PD_MATCH_DECIDED:
      /* Translators: 1: order numbers, 2: why */
      return g_strdup_printf (_ ("Pays %1$s: %2$s."), numbers, reason_words (self));
    case PD_MATCH_SUGGESTED:
      /* Translators: 1: order numbers, 2: why */
      return g_strdup_printf (_ ("May pay %1$s: %2$s. Please decide."), numbers, reason_words (self));
    case PD_MATCH_NONE:
    default:
      return self->gave_up ? g_strdup (_ ("The payer has too many open orders to try all sums."))
                           : g_strdup (_ ("No open order fits."));
    }
}
