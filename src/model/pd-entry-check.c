/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-entry-check.h"

#include "model/pd-date.h"
#include "model/pd-decimal.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-party.h"

#include <glib/gi18n-lib.h>

/* Fewer sales than this tell nothing of what is usual. A price is doubted beyond a third or thrice of the middle one, a
 * quantity beyond ten times the largest: a slip of the decimal point, not a good bargain. */
#define PAST_MIN 3
#define PRICE_FACTOR 3
#define QUANTITY_FACTOR 10

/* Days by which a date may be off before it is doubted. */
#define ORDER_AHEAD 31
#define ORDER_BEHIND 366
#define DUE_AHEAD 400

void
pd_entry_doubt_free (PdEntryDoubt *doubt)
{
  g_free (doubt->line_id);
  g_free (doubt->order_id);
  g_free (doubt->value);
  g_free (doubt->message);
  g_free (doubt);
}

void
pd_entry_past_free (PdEntryPast *past)
{
  g_free (past->name);
  g_free (past->spec);
  g_free (past->net_unit_price);
  g_free (past->quantity);
  g_free (past);
}

/** pd_entry_doubt_kind_name: Returns: (transfer none): a word for programs */
const char *
pd_entry_doubt_kind_name (PdEntryDoubtKind kind)
{
  static const char *const names[] = { "missing", "price", "quantity", "minimum", "date", "duplicate" };

  g_return_val_if_fail (kind < G_N_ELEMENTS (names), NULL);
  return names[kind];
}

/* @message: (transfer full) */
static PdEntryDoubt *
add_doubt (GPtrArray *doubts, PdEntryDoubtKind kind, const PdRecord *line, int field, char *message)
{
  PdEntryDoubt *doubt = g_new0 (PdEntryDoubt, 1);

  doubt->kind = kind;
  doubt->field = field;
  doubt->line_id = line != NULL ? g_strdup (pd_record_get_id (line)) : NULL;
  doubt->message = message;
  g_ptr_array_add (doubts, doubt);
  return doubt;
}

/* --- what is missing */

/* What the buyer is reached by is likely, where nothing else is said. */
static void
add_unreachable (GPtrArray *doubts, const PdRecord *order, int field, int of_buyer, const char *message)
{
  PdEntryDoubt *doubt = add_doubt (doubts, PD_ENTRY_MISSING, NULL, field, g_strdup (message));

  doubt->value = g_strdup (pd_record_get_text (order, (guint) of_buyer));
}

static void
check_missing (const PdRecord *order, GPtrArray *doubts)
{
  const char *kind = pd_record_get_text (order, PD_ORDER_KIND);
  gboolean is_service = g_strcmp0 (kind, PD_ORDER_KIND_SERVICE) == 0;

  if (g_strcmp0 (pd_record_get_text (order, PD_ORDER_INVOICE_KIND), PD_INVOICE_KIND_SPECIAL) == 0 &&
      !pd_record_has (order, PD_ORDER_BUYER_TAX_NUMBER))
    add_doubt (doubts, PD_ENTRY_MISSING, NULL, PD_ORDER_BUYER_TAX_NUMBER,
               g_strdup (
                   _ ("A special VAT invoice needs the buyer's tax number. Enter it, or choose an ordinary "
                      "invoice.")));
  if (kind != NULL && !pd_record_has (order, PD_ORDER_DELIVERY_ADDRESS))
    add_unreachable (doubts, order, PD_ORDER_DELIVERY_ADDRESS, PD_ORDER_BUYER_ADDRESS,
                     is_service ? _ ("Nobody can tell yet where the service is done. Enter the address.")
                                : _ ("Nobody can tell yet where the goods go. Enter the address."));
  if (kind != NULL && !pd_record_has (order, PD_ORDER_CONTACT_NAME))
    add_doubt (doubts, PD_ENTRY_MISSING, NULL, PD_ORDER_CONTACT_NAME,
               g_strdup (_ ("It is not said whom to ask for. Enter the contact.")));
  if (kind != NULL && !pd_record_has (order, PD_ORDER_CONTACT_PHONE))
    add_unreachable (doubts, order, PD_ORDER_CONTACT_PHONE, PD_ORDER_BUYER_PHONE,
                     _ ("There is nobody to call about it. Enter the contact's telephone."));
  if (is_service && !pd_record_has (order, PD_ORDER_SERVICE))
    add_doubt (doubts, PD_ENTRY_MISSING, NULL, PD_ORDER_SERVICE,
               g_strdup (
                   _ ("It is not said which service it is. Choose one: its checklist follows from it.")));
}

/* --- dates */

static void
check_dates (const PdRecord *order, const char *today, GPtrArray *doubts)
{
  const char *date = pd_record_get_text (order, PD_ORDER_DATE);
  const char *due = pd_record_get_text (order, PD_ORDER_DUE_DATE);
  gint64 now = pd_date_to_day (today);
  gint64 day = date != NULL ? (gint64) pd_date_to_day (date) : now;
  gint64 due_day = due != NULL ? (gint64) pd_date_to_day (due) : day;

  if (day > now + ORDER_AHEAD || day < now - ORDER_BEHIND)
    {
      PdEntryDoubt *doubt =
          add_doubt (doubts, PD_ENTRY_DATE, NULL, PD_ORDER_DATE,
                     g_strdup_printf (_ ("The order date %s is far off. Look whether the year is right."),
                                      date));

      doubt->value = g_strdup (today);
    }
  if (due_day < day)
    add_doubt (doubts, PD_ENTRY_DATE, NULL, PD_ORDER_DUE_DATE,
               g_strdup_printf (
                   _ ("It is due on %s, before it was ordered. Look which of the dates is right."), due));
  else if (due != NULL && due_day > now + DUE_AHEAD)
    add_doubt (doubts, PD_ENTRY_DATE, NULL, PD_ORDER_DUE_DATE,
               g_strdup_printf (_ ("It is due on %s, in more than a year. Look whether the year is right."),
                                due));
}

/* --- lines, against what was sold before */

static int
compare_decimals (gconstpointer a, gconstpointer b)
{
  return pd_decimal_compare (*(const PdDecimal *const *) a, *(const PdDecimal *const *) b);
}

/* All of one kind of number of the same good's lines, in their order: of PdDecimal. */
static GPtrArray *
collect (const PdEntryKnown *known, const PdRecord *line, gboolean prices)
{
  GPtrArray *numbers = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_decimal_free);

  for (guint i = 0; i < known->past->len; i++)
    {
      const PdEntryPast *past = g_ptr_array_index (known->past, i);
      const char *text = prices ? past->net_unit_price : past->quantity;
      PdDecimal *number;

      if (text == NULL || g_strcmp0 (past->name, pd_record_get_text (line, PD_ORDER_LINE_NAME)) != 0 ||
          g_strcmp0 (past->spec, pd_record_get_text (line, PD_ORDER_LINE_SPEC)) != 0)
        continue;
      number = pd_decimal_new_from_text (text, NULL);
      if (number != NULL && pd_decimal_sign (number) > 0)
        g_ptr_array_add (numbers, number);
      else if (number != NULL)
        pd_decimal_free (number);
    }
  g_ptr_array_sort (numbers, compare_decimals);
  return numbers;
}

/* (nullable): a number of the line that is greater than nothing */
static PdDecimal *
positive (const PdRecord *record, guint field)
{
  const char *text = pd_record_get_text (record, field);
  g_autoptr (PdDecimal) number = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;

  return number != NULL && pd_decimal_sign (number) > 0 ? g_steal_pointer (&number) : NULL;
}

/* As it is typed in this order, with its tax or without; (nullable) where the rate is no number. */
static char *
price_as_typed (const PdRecord *order, const PdRecord *line, const PdDecimal *net)
{
  const char *rate = pd_record_get_text (line, PD_ORDER_LINE_TAX_RATE);
  g_autoptr (PdDecimal) rate_number = rate != NULL ? pd_decimal_new_from_text (rate, NULL) : NULL;
  g_autoptr (PdDecimal) one = pd_decimal_new (1, 0);
  g_autoptr (PdDecimal) factor = rate_number != NULL ? pd_decimal_add (one, rate_number) : NULL;
  g_autoptr (PdDecimal) price = NULL;

  if (!pd_record_get_flag (order, PD_ORDER_PRICE_INCLUDES_TAX))
    return pd_decimal_to_text (net, 2);
  if (factor == NULL)
    return NULL;
  price = pd_decimal_multiply (net, factor);
  return pd_decimal_to_text (price, 2);
}

static void
check_price (const PdRecord *order, const PdRecord *line, const PdEntryKnown *known, GPtrArray *doubts)
{
  g_autoptr (PdDecimal) price = positive (line, PD_ORDER_LINE_NET_UNIT_PRICE);
  g_autoptr (GPtrArray) past = price != NULL ? collect (known, line, TRUE) : NULL;
  g_autoptr (PdDecimal) factor = pd_decimal_new (PRICE_FACTOR, 0);
  const PdDecimal *usual = past != NULL && past->len >= PAST_MIN ? past->pdata[past->len / 2] : NULL;
  g_autoptr (PdDecimal) most = usual != NULL ? pd_decimal_multiply (usual, factor) : NULL;
  g_autoptr (PdDecimal) least = usual != NULL ? pd_decimal_divide (usual, factor) : NULL;
  g_autofree char *value = NULL;
  g_autofree char *typed = NULL;

  if (usual == NULL || (pd_decimal_compare (price, most) <= 0 && pd_decimal_compare (price, least) >= 0))
    return;
  value = price_as_typed (order, line, usual);
  typed = value != NULL ? g_strdup (value) : pd_decimal_to_text (usual, 2);
  add_doubt (
      doubts, PD_ENTRY_PRICE, line, PD_ORDER_LINE_UNIT_PRICE,
      g_strdup_printf (_ ("The price of “%1$s” is far from the usual one, %2$s. Look whether a digit or the "
                          "decimal point is wrong."),
                       pd_record_get_text (line, PD_ORDER_LINE_NAME), typed))
      ->value = g_steal_pointer (&value);
}

static void
check_quantity (const PdRecord *line, const PdEntryKnown *known, GPtrArray *doubts)
{
  g_autoptr (PdDecimal) quantity = positive (line, PD_ORDER_LINE_QUANTITY);
  g_autoptr (GPtrArray) past = quantity != NULL ? collect (known, line, FALSE) : NULL;
  g_autoptr (PdDecimal) factor = pd_decimal_new (QUANTITY_FACTOR, 0);
  const PdDecimal *largest = past != NULL && past->len >= PAST_MIN ? past->pdata[past->len - 1] : NULL;
  g_autoptr (PdDecimal) most = largest != NULL ? pd_decimal_multiply (largest, factor) : NULL;
  g_autofree char *text = largest != NULL ? pd_decimal_to_text (largest, 2) : NULL;

  if (most != NULL && pd_decimal_compare (quantity, most) > 0)
    add_doubt (doubts, PD_ENTRY_QUANTITY, line, PD_ORDER_LINE_QUANTITY,
               g_strdup_printf (
                   _ ("So many of “%1$s” were never ordered: the most was %2$s. Look whether a digit is "
                      "too many."),
                   pd_record_get_text (line, PD_ORDER_LINE_NAME), text));
}

static void
check_minimum (const PdRecord *line, const PdEntryKnown *known, GPtrArray *doubts)
{
  const char *good_id = pd_record_get_text (line, PD_ORDER_LINE_GOOD_ID);
  const PdRecord *good = good_id != NULL ? g_hash_table_lookup (known->goods, good_id) : NULL;
  g_autoptr (PdDecimal) quantity = positive (line, PD_ORDER_LINE_QUANTITY);
  g_autoptr (PdDecimal) least = good != NULL ? positive (good, PD_GOOD_MINIMUM_ORDER) : NULL;

  if (quantity != NULL && least != NULL && pd_decimal_compare (quantity, least) < 0)
    add_doubt (
        doubts, PD_ENTRY_MINIMUM, line, PD_ORDER_LINE_QUANTITY,
        g_strdup_printf (_ ("“%1$s” is ordered by %2$s at least. Order that many, or agree on it with the "
                            "buyer."),
                         pd_record_get_text (line, PD_ORDER_LINE_NAME),
                         pd_record_get_text (good, PD_GOOD_MINIMUM_ORDER)))
        ->value = g_strdup (pd_record_get_text (good, PD_GOOD_MINIMUM_ORDER));
}

/* --- an order that is there already */

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* What is ordered, in whatever order the lines stand. */
static char *
content_of (const PdRecord *order)
{
  GPtrArray *lines = pd_record_get_lines (order);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  GString *content = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      const char *parts[] = { pd_record_get_text (line, PD_ORDER_LINE_NAME),
                              pd_record_get_text (line, PD_ORDER_LINE_SPEC),
                              pd_record_get_text (line, PD_ORDER_LINE_QUANTITY) };

      g_ptr_array_add (texts,
                       g_strdup_printf ("%s\n%s\n%s", parts[0] != NULL ? parts[0] : "",
                                        parts[1] != NULL ? parts[1] : "", parts[2] != NULL ? parts[2] : ""));
    }
  g_ptr_array_sort (texts, compare_texts);
  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (content, "%s\n\n", (const char *) texts->pdata[i]);
  return g_string_free (content, FALSE);
}

static gboolean
is_near (const PdRecord *a, const PdRecord *b)
{
  const char *date_a = pd_record_get_text (a, PD_ORDER_DATE);
  const char *date_b = pd_record_get_text (b, PD_ORDER_DATE);

  return date_a != NULL && date_b != NULL &&
         ABS ((gint64) pd_date_to_day (date_a) - (gint64) pd_date_to_day (date_b)) <= PD_ENTRY_DUPLICATE_DAYS;
}

static gboolean
is_like (const PdRecord *order, const char *content, const PdRecord *other)
{
  g_autofree char *other_content = NULL;

  if (g_strcmp0 (pd_record_get_id (order), pd_record_get_id (other)) == 0 ||
      g_strcmp0 (pd_record_get_state (other), PD_ORDER_STATE_CANCELLED) == 0 ||
      g_strcmp0 (pd_record_get_text (order, PD_ORDER_BUYER_NAME),
                 pd_record_get_text (other, PD_ORDER_BUYER_NAME)) != 0 ||
      pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT) !=
          pd_record_get_integer (other, PD_ORDER_GROSS_AMOUNT) ||
      !is_near (order, other))
    return FALSE;
  other_content = content_of (other);
  return g_str_equal (content, other_content);
}

static void
check_duplicates (const PdRecord *order, const PdEntryKnown *known, GPtrArray *doubts)
{
  g_autofree char *content = content_of (order);

  for (guint i = 0; i < known->recent->len; i++)
    {
      const PdRecord *other = g_ptr_array_index (known->recent, i);

      if (!is_like (order, content, other))
        continue;
      add_doubt (doubts, PD_ENTRY_DUPLICATE, NULL, -1,
                 g_strdup_printf (
                     _ ("Order %1$s of %2$s has the same buyer, goods and total. Look whether this is "
                        "the same one, entered twice."),
                     pd_record_get_text (other, PD_ORDER_NUMBER), pd_record_get_text (other, PD_ORDER_DATE)))
          ->order_id = g_strdup (pd_record_get_id (other));
      return;
    }
}

/**
 * pd_entry_check:
 * @order: an order that is entered, derived, with its lines' goods where they are known
 * @known: what it is held against
 *
 * What gives pause beside what keeps it from being saved (pd_record_check()) and what is not in stock
 * (pd_stock_shortages()). Nothing of an order without an amount: its first line is not entered yet.
 *
 * Returns: (transfer full) (element-type PdEntryDoubt): in the order in which they are read
 */
GPtrArray *
pd_entry_check (const PdRecord *order, const PdEntryKnown *known)
{
  GPtrArray *doubts = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_entry_doubt_free);
  GPtrArray *lines = pd_record_get_lines (order);

  if (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT) == 0)
    return doubts;
  check_duplicates (order, known, doubts);
  check_dates (order, known->today, doubts);
  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);

      check_price (order, line, known, doubts);
      check_quantity (line, known, doubts);
      check_minimum (line, known, doubts);
    }
  check_missing (order, doubts);
  return doubts;
}
