/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-parcel.h"

#include "ctl/pd-ctl-entry.h"
#include "ctl/pd-ctl-order-fact.h"
#include "ctl/pd-ctl-order-track.h"
#include "model/pd-decimal.h"
#include "model/pd-order-needs.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
fail_usage (GError **error, const char *sentence)
{
  g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, sentence);
  return FALSE;
}

/* --- packing */

/* What of a line is in no parcel; NULL when the line has no quantity. */
static PdDecimal *
left_to_pack (const PdRecord *order, const PdRecord *line)
{
  const char *text = pd_record_get_text (line, PD_ORDER_LINE_QUANTITY);
  g_autofree char *packed_text = pd_order_packed_quantity (order, pd_record_get_id (line));
  g_autoptr (PdDecimal) ordered = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  g_autoptr (PdDecimal) packed = pd_decimal_new_from_text (packed_text, NULL);

  return ordered != NULL && packed != NULL ? pd_decimal_subtract (ordered, packed) : NULL;
}

static void
put_in (PdCtlFact *fact, const PdRecord *parcel, const PdRecord *line, const char *quantity)
{
  PdRecord *item = pd_order_add_fact (fact->order, PD_ORDER_LIST_PARCEL_ITEMS, fact->now);

  pd_record_set_text (item, PD_PARCEL_ITEM_PARCEL_ID, pd_record_get_id (parcel));
  pd_record_set_text (item, PD_PARCEL_ITEM_LINE_ID, pd_record_get_id (line));
  pd_record_set_text (item, PD_PARCEL_ITEM_QUANTITY, quantity);
}

static gboolean
pack_line (PdCtlFact *fact,
           const PdRecord *parcel,
           const PdRecord *line,
           const char *quantity,
           GError **error)
{
  g_autoptr (PdDecimal) left = left_to_pack (fact->order, line);
  g_autofree char *left_text = left != NULL ? pd_decimal_to_text (left, 13) : NULL;
  g_autofree char *canonical =
      quantity != NULL ? pd_decimal_canonicalize (quantity, 13, error) : g_strdup (left_text);
  g_autoptr (PdDecimal) wanted = NULL;
  g_autofree char *sentence = NULL;

  if (left == NULL)
    return pd_ctl_fact_fail (error, _ ("This line has no quantity: there is nothing to pack."));
  if (canonical == NULL)
    return FALSE;
  wanted = pd_decimal_new_from_text (canonical, NULL);
  if (wanted != NULL && pd_decimal_sign (wanted) > 0 && pd_decimal_compare (wanted, left) <= 0)
    {
      put_in (fact, parcel, line, canonical);
      return TRUE;
    }
  sentence = g_strdup_printf (_ ("Of “%1$s” %2$s is left to be packed, not %3$s."),
                              pd_record_get_title (line), left_text, canonical);
  return pd_ctl_fact_fail (error, sentence);
}

static gboolean
pack_all (PdCtlFact *fact, const PdRecord *parcel, GError **error)
{
  GPtrArray *lines = pd_record_get_lines (fact->order);
  gboolean any = FALSE;

  for (guint i = 0; i < lines->len; i++)
    {
      g_autoptr (PdDecimal) left = left_to_pack (fact->order, g_ptr_array_index (lines, i));

      if (left == NULL || pd_decimal_sign (left) <= 0)
        continue;
      if (!pack_line (fact, parcel, g_ptr_array_index (lines, i), NULL, error))
        return FALSE;
      any = TRUE;
    }
  return any || pd_ctl_fact_fail (error, _ ("All of this order is in parcels already."));
}

/* "2=5" is a quantity of the second line, "2" all that is left of it. */
static gboolean
pack_named (PdCtlFact *fact, const PdRecord *parcel, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "=", 2);
  const PdRecord *line =
      parts[0] != NULL ? pd_ctl_fact_find_row (fact->order, PD_ORDER_LIST_LINES, parts[0], error) : NULL;

  if (parts[0] == NULL)
    return fail_usage (error, _ ("A line is given as NUMBER=QUANTITY, as “2=5”."));
  return line != NULL && pack_line (fact, parcel, line, parts[1], error);
}

static PdRecord *
find_item (const PdRecord *order, const PdRecord *parcel, const PdRecord *line)
{
  GPtrArray *items = pd_record_get_list (order, PD_ORDER_LIST_PARCEL_ITEMS);

  for (guint i = 0; i < items->len; i++)
    {
      PdRecord *item = g_ptr_array_index (items, i);

      if (g_strcmp0 (pd_record_get_text (item, PD_PARCEL_ITEM_PARCEL_ID), pd_record_get_id (parcel)) == 0 &&
          g_strcmp0 (pd_record_get_text (item, PD_PARCEL_ITEM_LINE_ID), pd_record_get_id (line)) == 0)
        return item;
    }
  return NULL;
}

/* "1=SN1, SN2" */
static gboolean
set_serials (PdCtlFact *fact, const PdRecord *parcel, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');
  g_autofree char *name = equals != NULL ? g_strndup (text, (gsize) (equals - text)) : NULL;
  const PdRecord *line =
      name != NULL ? pd_ctl_fact_find_row (fact->order, PD_ORDER_LIST_LINES, name, error) : NULL;
  PdRecord *item = line != NULL ? find_item (fact->order, parcel, line) : NULL;

  if (name == NULL)
    return fail_usage (error, _ ("Serial numbers are given as LINE=NUMBERS, as “1=SN1, SN2”."));
  if (line == NULL)
    return FALSE;
  if (item == NULL)
    return pd_ctl_fact_fail (error, _ ("Nothing of this line is in the parcel."));
  return pd_ctl_entry_set_field (item, PD_PARCEL_ITEM_SERIAL_NUMBERS, "serial", equals + 1, error);
}

static gboolean
fill_parcel (PdCtlFact *fact, const PdRecord *parcel, gboolean is_new, GError **error)
{
  GPtrArray *lines = pd_ctl_arguments_get_all (fact->ctl->arguments, "line");
  GPtrArray *serials = pd_ctl_arguments_get_all (fact->ctl->arguments, "serial");

  if (is_new && lines == NULL && !pack_all (fact, parcel, error))
    return FALSE;
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    if (!pack_named (fact, parcel, g_ptr_array_index (lines, i), error))
      return FALSE;
  for (guint i = 0; serials != NULL && i < serials->len; i++)
    if (!set_serials (fact, parcel, g_ptr_array_index (serials, i), error))
      return FALSE;
  return TRUE;
}

static PdRecord *
parcel_change (PdCtlFact *fact, GError **error)
{
  static const PdCtlFactOption options[] = {
    { "carrier", PD_PARCEL_CARRIER }, { "tracking", PD_PARCEL_TRACKING_NUMBER },
    { "sent", PD_PARCEL_SENT_ON },    { "delivered", PD_PARCEL_DELIVERED_ON },
    { "note", PD_PARCEL_NOTE },
  };
  const char *name = pd_ctl_arguments_positional (fact->ctl->arguments, 1);
  PdRecord *parcel = name != NULL ? pd_ctl_fact_find_row (fact->order, PD_ORDER_LIST_PARCELS, name, error)
                                  : pd_order_add_fact (fact->order, PD_ORDER_LIST_PARCELS, fact->now);

  return parcel != NULL && pd_ctl_fact_set_options (fact, parcel, options, G_N_ELEMENTS (options), error) &&
                 fill_parcel (fact, parcel, name == NULL, error)
             ? parcel
             : NULL;
}

/**
 * pd_ctl_order_parcel:
 *
 * Packs a parcel, with all that is in none yet unless lines are given; or changes the one that the second argument names.
 */
gboolean
pd_ctl_order_parcel (PdCtl *ctl, GError **error)
{
  if (pd_ctl_arguments_positional (ctl->arguments, 1) == NULL &&
      !pd_ctl_arguments_has (ctl->arguments, "carrier"))
    return fail_usage (error, _ ("Name the carrier with --carrier."));
  return pd_ctl_order_fact (ctl, PD_ORDER_LIST_PARCELS, parcel_change, error);
}

static void
take_items_out (PdRecord *order, const char *parcel_id)
{
  GPtrArray *items = pd_record_get_list (order, PD_ORDER_LIST_PARCEL_ITEMS);

  for (guint i = items->len; i > 0; i--)
    {
      const PdRecord *item = g_ptr_array_index (items, i - 1);
      g_autofree char *id = g_strdup (pd_record_get_id (item));

      if (g_strcmp0 (pd_record_get_text (item, PD_PARCEL_ITEM_PARCEL_ID), parcel_id) == 0)
        pd_record_remove_line (order, PD_ORDER_LIST_PARCEL_ITEMS, id);
    }
}

static PdRecord *
unpack_change (PdCtlFact *fact, GError **error)
{
  PdRecord *parcel = pd_ctl_fact_find_row (fact->order, PD_ORDER_LIST_PARCELS,
                                           pd_ctl_arguments_positional (fact->ctl->arguments, 1), error);

  if (parcel == NULL)
    return NULL;
  if (pd_order_parcel_is_delivered (fact->order, parcel))
    {
      (void) pd_ctl_fact_fail (error, _ ("This parcel has arrived, and is not unpacked here any more."));
      return NULL;
    }
  fact->removed = pd_record_ref (parcel);
  take_items_out (fact->order, pd_record_get_id (parcel));
  pd_record_remove_line (fact->order, PD_ORDER_LIST_PARCELS, pd_record_get_id (fact->removed));
  return fact->removed;
}

/**
 * pd_ctl_order_unpack:
 *
 * Takes a parcel with its content out of the order, to be packed anew.
 */
gboolean
pd_ctl_order_unpack (PdCtl *ctl, GError **error)
{
  return pd_ctl_order_fact (ctl, PD_ORDER_LIST_PARCELS, unpack_change, error);
}

/* --- on its way */

static PdRecord *
track_change (PdCtlFact *fact, GError **error)
{
  static const PdCtlFactOption options[] = {
    { "place", PD_TRACKING_PLACE },
    { "text", PD_TRACKING_TEXT },
  };
  const PdCtlArguments *arguments = fact->ctl->arguments;
  const PdRecord *parcel = pd_ctl_fact_find_row (fact->order, PD_ORDER_LIST_PARCELS,
                                                 pd_ctl_arguments_positional (arguments, 1), error);
  PdRecord *event;

  if (parcel == NULL)
    return NULL;
  event = pd_order_add_fact (fact->order, PD_ORDER_LIST_TRACKING, fact->now);
  pd_record_set_integer (event, PD_TRACKING_HAPPENED_AT, fact->now);
  pd_record_set_text (event, PD_TRACKING_PARCEL_ID, pd_record_get_id (parcel));
  return pd_ctl_entry_set_field (event, PD_TRACKING_KIND, "EVENT", pd_ctl_arguments_positional (arguments, 2),
                                 error) &&
                 pd_ctl_fact_set_time (fact, event, "at", PD_TRACKING_HAPPENED_AT, NULL, error) &&
                 pd_ctl_fact_set_options (fact, event, options, G_N_ELEMENTS (options), error)
             ? event
             : NULL;
}

/**
 * pd_ctl_order_track:
 *
 * Enters what the carrier tells of a parcel; with --file, what it tells of many.
 */
gboolean
pd_ctl_order_track (PdCtl *ctl, GError **error)
{
  const char *path = pd_ctl_arguments_get (ctl->arguments, "file");
  gboolean is_whole = pd_ctl_arguments_positional (ctl->arguments, 2) != NULL;

  if (path != NULL && pd_ctl_arguments_positional (ctl->arguments, 0) == NULL)
    return pd_ctl_order_track_file (ctl, path, error);
  if (path != NULL || !is_whole)
    return fail_usage (error, _ ("Name an order, a parcel and an event, or a file of events with --file."));
  return pd_ctl_order_fact (ctl, PD_ORDER_LIST_TRACKING, track_change, error);
}

/* --- back again */

/* More than was ordered cannot come back, whatever was claimed of the line before. */
static gboolean
check_claimed (const PdRecord *order, const PdRecord *line, GError **error)
{
  GPtrArray *claims = pd_record_get_list (order, PD_ORDER_LIST_RETURNS);
  const char *text = pd_record_get_text (line, PD_ORDER_LINE_QUANTITY);
  g_autoptr (PdDecimal) left = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  g_autofree char *sentence = NULL;

  for (guint i = 0; left != NULL && i < claims->len; i++)
    {
      const PdRecord *claim = g_ptr_array_index (claims, i);
      const char *claimed_text = pd_record_get_text (claim, PD_RETURN_QUANTITY);
      g_autoptr (PdDecimal) claimed =
          claimed_text != NULL ? pd_decimal_new_from_text (claimed_text, NULL) : NULL;
      PdDecimal *before = left;

      if (claimed == NULL ||
          g_strcmp0 (pd_record_get_text (claim, PD_RETURN_LINE_ID), pd_record_get_id (line)) != 0)
        continue;
      left = pd_decimal_subtract (before, claimed);
      pd_decimal_free (before);
    }
  if (left == NULL || pd_decimal_sign (left) >= 0)
    return TRUE;
  sentence = g_strdup_printf (_ ("Of “%1$s” only %2$s was ordered, and that is less than comes back."),
                              pd_record_get_title (line), text);
  return pd_ctl_fact_fail (error, sentence);
}

static PdRecord *
claim_change (PdCtlFact *fact, GError **error)
{
  static const PdCtlFactOption options[] = {
    { "kind", PD_RETURN_KIND },
    { "reason", PD_RETURN_REASON },
    { "amount", PD_RETURN_AMOUNT },
    { "date", PD_RETURN_ASKED_ON },
  };
  const PdCtlArguments *arguments = fact->ctl->arguments;
  const char *quantity = pd_ctl_arguments_positional (arguments, 2);
  const PdRecord *line = pd_ctl_fact_find_row (fact->order, PD_ORDER_LIST_LINES,
                                               pd_ctl_arguments_positional (arguments, 1), error);
  PdRecord *claim;

  if (line == NULL)
    return NULL;
  claim = pd_order_add_fact (fact->order, PD_ORDER_LIST_RETURNS, fact->now);
  pd_record_set_text (claim, PD_RETURN_ASKED_ON, fact->today);
  pd_record_set_text (claim, PD_RETURN_KIND, PD_RETURN_KIND_RETURN);
  pd_record_set_text (claim, PD_RETURN_LINE_ID, pd_record_get_id (line));
  return (quantity == NULL ||
          pd_ctl_entry_set_field (claim, PD_RETURN_QUANTITY, "QUANTITY", quantity, error)) &&
                 pd_ctl_fact_set_options (fact, claim, options, G_N_ELEMENTS (options), error) &&
                 check_claimed (fact->order, line, error)
             ? claim
             : NULL;
}

/**
 * pd_ctl_order_claim:
 *
 * Enters that a customer wants to return, exchange or be refunded something of a line.
 */
gboolean
pd_ctl_order_claim (PdCtl *ctl, GError **error)
{
  if (!pd_ctl_arguments_has (ctl->arguments, "reason"))
    return fail_usage (error, _ ("Say with --reason why."));
  return pd_ctl_order_fact (ctl, PD_ORDER_LIST_RETURNS, claim_change, error);
}

static PdRecord *
came_back_change (PdCtlFact *fact, GError **error)
{
  static const PdCtlFactOption options[] = {
    { "date", PD_RETURN_CAME_BACK_ON },
    { "condition", PD_RETURN_CONDITION },
  };
  PdRecord *claim = pd_ctl_fact_find_row (fact->order, PD_ORDER_LIST_RETURNS,
                                          pd_ctl_arguments_positional (fact->ctl->arguments, 1), error);

  if (claim == NULL)
    return NULL;
  pd_record_set_text (claim, PD_RETURN_CAME_BACK_ON, fact->today);
  return pd_ctl_fact_set_options (fact, claim, options, G_N_ELEMENTS (options), error) ? claim : NULL;
}

/**
 * pd_ctl_order_came_back:
 *
 * Enters that what a customer returns is here, and how it looks.
 */
gboolean
pd_ctl_order_came_back (PdCtl *ctl, GError **error)
{
  return pd_ctl_order_fact (ctl, PD_ORDER_LIST_RETURNS, came_back_change, error);
}

/* --- in exchange */

/* How much of an exchange has not been sent yet; NULL when it is none, with the sentence. */
static char *
left_to_replace (const PdRecord *order, const PdRecord *claim, GError **error)
{
  const char *why_not = NULL;
  g_autofree char *text = pd_order_left_to_replace (order, pd_record_get_id (claim), &why_not);
  g_autoptr (PdDecimal) left = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;

  if (left == NULL)
    (void) pd_ctl_fact_fail (error, why_not);
  else if (pd_decimal_sign (left) <= 0)
    (void) pd_ctl_fact_fail (error, _ ("All of this exchange was sent already."));
  else
    return g_steal_pointer (&text);
  return NULL;
}

static gboolean
put_replacement (PdCtlFact *fact, const PdRecord *parcel, const PdRecord *claim, GError **error)
{
  const char *serial = pd_ctl_arguments_get (fact->ctl->arguments, "serial");
  g_autofree char *left = left_to_replace (fact->order, claim, error);
  PdRecord *item;

  if (left == NULL)
    return FALSE;
  item = pd_order_add_fact (fact->order, PD_ORDER_LIST_PARCEL_ITEMS, fact->now);
  pd_record_set_text (item, PD_PARCEL_ITEM_PARCEL_ID, pd_record_get_id (parcel));
  pd_record_set_text (item, PD_PARCEL_ITEM_LINE_ID, pd_record_get_text (claim, PD_RETURN_LINE_ID));
  pd_record_set_text (item, PD_PARCEL_ITEM_QUANTITY, left);
  pd_record_set_text (item, PD_PARCEL_ITEM_CLAIM_ID, pd_record_get_id (claim));
  return serial == NULL ||
         pd_ctl_entry_set_field (item, PD_PARCEL_ITEM_SERIAL_NUMBERS, "serial", serial, error);
}

static PdRecord *
replace_change (PdCtlFact *fact, GError **error)
{
  static const PdCtlFactOption options[] = {
    { "carrier", PD_PARCEL_CARRIER },
    { "tracking", PD_PARCEL_TRACKING_NUMBER },
    { "sent", PD_PARCEL_SENT_ON },
    { "note", PD_PARCEL_NOTE },
  };
  const PdRecord *claim = pd_ctl_fact_find_row (fact->order, PD_ORDER_LIST_RETURNS,
                                                pd_ctl_arguments_positional (fact->ctl->arguments, 1), error);
  PdRecord *parcel;

  if (claim == NULL)
    return NULL;
  parcel = pd_order_add_fact (fact->order, PD_ORDER_LIST_PARCELS, fact->now);
  pd_record_set_text (parcel, PD_PARCEL_SENT_ON, fact->today);
  return pd_ctl_fact_set_options (fact, parcel, options, G_N_ELEMENTS (options), error) &&
                 put_replacement (fact, parcel, claim, error)
             ? parcel
             : NULL;
}

/**
 * pd_ctl_order_replace:
 *
 * Sends a parcel in exchange for what a customer returns: all of the claim that was not replaced yet.
 */
gboolean
pd_ctl_order_replace (PdCtl *ctl, GError **error)
{
  if (!pd_ctl_arguments_has (ctl->arguments, "carrier"))
    return fail_usage (error, _ ("Name the carrier with --carrier."));
  return pd_ctl_order_fact (ctl, PD_ORDER_LIST_PARCELS, replace_change, error);
}
