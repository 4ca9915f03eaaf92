/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-fact.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-entry.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-order.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"

#include <glib/gi18n-lib.h>

#define MAX_SHOWN 9

/** Shown: which fields of a list people look at. */
typedef struct
{
  PdOrderList list;
  gint8 fields[MAX_SHOWN]; /* ends with -1 */
} Shown;

static const Shown shown_lists[] = {
  { PD_ORDER_LIST_PAYMENTS,
    { PD_PAYMENT_PAID_ON, PD_PAYMENT_KIND, PD_PAYMENT_AMOUNT, PD_PAYMENT_METHOD, PD_PAYMENT_REFERENCE,
      PD_PAYMENT_PAYER, PD_PAYMENT_REVERSES, PD_PAYMENT_ADDED_BY, -1 } },
  { PD_ORDER_LIST_PARCELS,
    { PD_PARCEL_CARRIER, PD_PARCEL_TRACKING_NUMBER, PD_PARCEL_SENT_ON, PD_PARCEL_DELIVERED_ON, PD_PARCEL_NOTE,
      PD_PARCEL_ADDED_BY, -1 } },
  { PD_ORDER_LIST_PARCEL_ITEMS,
    { PD_PARCEL_ITEM_PARCEL_ID, PD_PARCEL_ITEM_LINE_ID, PD_PARCEL_ITEM_QUANTITY,
      PD_PARCEL_ITEM_SERIAL_NUMBERS, PD_PARCEL_ITEM_CLAIM_ID, -1 } },
  { PD_ORDER_LIST_TRACKING,
    { PD_TRACKING_HAPPENED_AT, PD_TRACKING_PARCEL_ID, PD_TRACKING_KIND, PD_TRACKING_PLACE, PD_TRACKING_TEXT,
      -1 } },
  { PD_ORDER_LIST_RETURNS,
    { PD_RETURN_ASKED_ON, PD_RETURN_KIND, PD_RETURN_LINE_ID, PD_RETURN_QUANTITY, PD_RETURN_AMOUNT,
      PD_RETURN_REASON, PD_RETURN_CAME_BACK_ON, PD_RETURN_CONDITION, -1 } },
  { PD_ORDER_LIST_VISITS,
    { PD_VISIT_KIND, PD_VISIT_STARTS_AT, PD_VISIT_ENDS_AT, PD_VISIT_TECHNICIAN, PD_VISIT_CALLED_OFF,
      PD_VISIT_SIGNED_BY, PD_VISIT_SATISFACTION, PD_VISIT_PROBLEMS, -1 } },
  { PD_ORDER_LIST_CONTACTS,
    { PD_CONTACT_HAPPENED_AT, PD_CONTACT_CHANNEL, PD_CONTACT_PERSON, PD_CONTACT_TEXT, PD_CONTACT_ADDED_BY,
      -1 } },
  { PD_ORDER_LIST_CHECKS, { PD_CHECK_KEY, PD_CHECK_DONE, PD_CHECK_VALUE, PD_CHECK_NOTE, -1 } },
};

/** pd_ctl_fact_fail: @sentence: why this cannot be written down. Returns: %FALSE, with the error set */
gboolean
pd_ctl_fact_fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID, sentence);
  return FALSE;
}

/**
 * pd_ctl_fact_number:
 * @order: an order whose lines are sorted
 * @list: one of its lists
 * @id: (nullable): the id of a row
 *
 * Returns: the row's place in the list, counted from 1; 0 when it is not there
 */
guint
pd_ctl_fact_number (const PdRecord *order, PdOrderList list, const char *id)
{
  GPtrArray *rows = pd_record_get_list (order, list);

  for (guint i = 0; i < rows->len; i++)
    if (g_strcmp0 (pd_record_get_id (g_ptr_array_index (rows, i)), id) == 0)
      return i + 1;
  return 0;
}

/**
 * pd_ctl_fact_find_row:
 * @order: an order whose lines are sorted
 * @list: one of its lists
 * @name: a row's number, counted from 1, its id, or what only it is called, as a parcel by its tracking number
 * @error: return location for %PD_CTL_STATUS_NOT_FOUND
 *
 * Returns: (transfer none) (nullable): the row
 */
PdRecord *
pd_ctl_fact_find_row (const PdRecord *order, PdOrderList list, const char *name, GError **error)
{
  GPtrArray *rows = pd_record_get_list (order, list);
  PdRecord *called = NULL;
  guint n_called = 0;
  guint64 number;

  if (rows->len > 0 && g_ascii_string_to_unsigned (name, 10, 1, rows->len, &number, NULL))
    return g_ptr_array_index (rows, number - 1);
  for (guint i = 0; i < rows->len; i++)
    {
      PdRecord *row = g_ptr_array_index (rows, i);

      if (g_strcmp0 (pd_record_get_id (row), name) == 0)
        return row;
      if (*name != '\0' && g_str_equal (pd_record_get_title (row), name))
        {
          called = row;
          n_called++;
        }
    }
  if (n_called == 1)
    return called;
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_NOT_FOUND,
               _ ("%1$s: the order has %2$u, and none is “%3$s”."), _ (pd_order_type.lists[list]->label),
               rows->len, name);
  return NULL;
}

/**
 * pd_ctl_fact_set_options:
 * @fact: the work
 * @row: a row of the order's list
 * @options: (array length=n_options): which option is which field; those that are not given change nothing
 * @n_options: how many
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Returns: whether all that was given was taken
 */
gboolean
pd_ctl_fact_set_options (const PdCtlFact *fact,
                         PdRecord *row,
                         const PdCtlFactOption *options,
                         guint n_options,
                         GError **error)
{
  for (guint i = 0; i < n_options; i++)
    {
      const char *text = pd_ctl_arguments_get (fact->ctl->arguments, options[i].option);

      if (text != NULL &&
          !pd_ctl_entry_set_field (row, (int) options[i].field, options[i].option, text, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * pd_ctl_fact_set_time:
 * @fact: the work
 * @row: a row of the order's list
 * @option: the option that says when
 * @field: the row's field for it
 * @day: (nullable): the day of a time that stands alone
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Returns: whether the time was taken, or is not given
 */
gboolean
pd_ctl_fact_set_time (const PdCtlFact *fact,
                      PdRecord *row,
                      const char *option,
                      guint field,
                      const char *day,
                      GError **error)
{
  const char *text = pd_ctl_arguments_get (fact->ctl->arguments, option);
  gint64 time;

  if (text == NULL)
    return TRUE;
  if (!pd_ctl_time_parse (text, day, &time, error))
    return FALSE;
  pd_record_set_integer (row, field, time);
  return TRUE;
}

static gboolean
fact_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PdCtlFact *fact = data;
  const char *name = pd_ctl_arguments_positional (fact->ctl->arguments, 0);
  g_autoptr (PdRecord) before = NULL;
  const PdRecord *row;

  g_clear_pointer (&fact->order, pd_record_unref);
  g_clear_pointer (&fact->removed, pd_record_unref);
  fact->order = pd_ctl_find (session, &pd_order_type, name, error);
  if (fact->order == NULL)
    return FALSE;
  before = pd_record_copy (fact->order);
  fact->session = session;
  g_ptr_array_set_size (fact->warnings, 0);
  row = fact->change (fact, error);
  if (row == NULL)
    return FALSE;
  g_free (fact->row_id);
  fact->row_id = g_strdup (pd_record_get_id (row));
  pd_record_derive (fact->order);
  if (!pd_ctl_order_check (fact->ctl, before, fact->order, error) ||
      !pd_store_save_record (session, fact->order, fact->now, error))
    return FALSE;
  g_clear_pointer (&fact->order, pd_record_unref);
  fact->order = pd_ctl_find (session, &pd_order_type, pd_record_get_id (before), error);
  return fact->order != NULL;
}

static void
report (const PdCtlFact *fact)
{
  PdCtl *ctl = fact->ctl;
  guint number = pd_ctl_fact_number (fact->order, fact->list, fact->row_id);
  const PdRecordType *type = pd_order_type.lists[fact->list];

  pd_ctl_json_record (ctl->document, pd_order_type.name, fact->order);
  pd_ctl_json_open (ctl->document, "row", '{');
  pd_ctl_json_string (ctl->document, "list", type->list_name);
  pd_ctl_json_string (ctl->document, "id", fact->row_id);
  pd_ctl_json_integer (ctl->document, "number", number);
  pd_ctl_json_close (ctl->document, '}');
  pd_ctl_json_open (ctl->document, "warnings", '[');
  for (guint i = 0; i < fact->warnings->len; i++)
    {
      pd_ctl_json_string (ctl->document, NULL, g_ptr_array_index (fact->warnings, i));
      pd_ctl_warn (ctl, "%s", (const char *) g_ptr_array_index (fact->warnings, i));
    }
  pd_ctl_json_close (ctl->document, ']');
  if (number > 0)
    pd_ctl_say (ctl, _ ("Order %1$s: %2$s %3$u is saved; the next sync sends it."),
                pd_record_get_title (fact->order), _ (type->label), number);
  else
    pd_ctl_say (ctl, _ ("Order %1$s: the row is taken out; the next sync sends it."),
                pd_record_get_title (fact->order));
  pd_ctl_print (ctl, "%s", fact->row_id);
}

/**
 * pd_ctl_order_fact:
 * @list: the list of the order that is changed
 * @change: changes it
 * @error: return location
 *
 * Changes a list of the order that the first argument names, saves it and says so. The document is {"order": …, "row":
 * {"list", "id", "number"}, "warnings": […]}; the number of a row that was taken out is 0.
 *
 * Returns: whether it was saved
 */
gboolean
pd_ctl_order_fact (PdCtl *ctl, PdOrderList list, PdCtlFactChange change, GError **error)
{
  PdCtlFact fact = { .ctl = ctl, .list = list, .change = change, .now = g_get_real_time () };
  gboolean good;

  if (!pd_ctl_check_right (ctl, "patch", pd_permission_of_list (&pd_order_type, (int) list), error))
    return FALSE;
  fact.today = pd_ctl_today ();
  fact.warnings = g_ptr_array_new_with_free_func (g_free);
  good = pd_store_write (ctl->store, fact_job, &fact, ctl->cancellable, error);
  if (good)
    report (&fact);
  g_clear_pointer (&fact.order, pd_record_unref);
  g_clear_pointer (&fact.removed, pd_record_unref);
  g_ptr_array_unref (fact.warnings);
  g_free (fact.today);
  g_free (fact.row_id);
  return good;
}

/* --- looking at them */

/** Reading: an order that is looked at. */
typedef struct
{
  const char *name;
  PdRecord *order; /* (owned) (nullable) */
} Reading;

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;

  reading->order = pd_ctl_find (session, &pd_order_type, reading->name, error);
  return reading->order != NULL;
}

/**
 * pd_ctl_order_read:
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the order that the first argument names, its lines sorted
 */
PdRecord *
pd_ctl_order_read (PdCtl *ctl, GError **error)
{
  Reading reading = { .name = pd_ctl_arguments_positional (ctl->arguments, 0) };

  return pd_store_read (ctl->store, read_job, &reading, ctl->cancellable, error) ? reading.order : NULL;
}

static const Shown *
find_shown (PdOrderList list)
{
  for (guint i = 0; i < G_N_ELEMENTS (shown_lists); i++)
    if (shown_lists[i].list == list)
      return &shown_lists[i];
  return NULL;
}

/* What a row refers to, by its number. */
static char *
reference_text (const PdRecord *order, PdOrderList list, const PdRecord *row, guint field)
{
  const char *name = pd_record_get_record_type (row)->fields[field].name,
             *id = pd_record_get_text (row, field);
  PdOrderList other = g_str_equal (name, "line_id")     ? PD_ORDER_LIST_LINES
                      : g_str_equal (name, "parcel_id") ? PD_ORDER_LIST_PARCELS
                      : g_str_equal (name, "claim_id")  ? PD_ORDER_LIST_RETURNS
                                                        : list;
  guint number = pd_ctl_fact_number (order, other, id);

  return number > 0 ? g_strdup_printf ("%u", number) : g_strdup ("");
}

static char *
cell_text (const PdRecord *order, PdOrderList list, const PdRecord *row, guint field)
{
  if (pd_record_get_record_type (row)->fields[field].kind == PD_KIND_REFERENCE)
    return reference_text (order, list, row, field);
  return pd_ctl_field_text (row, field);
}

/**
 * pd_ctl_fact_text:
 * @order: an order whose lines are sorted
 * @list: one of its lists
 * @row: one of the list's rows
 *
 * Returns: (transfer full): what people look at of the row, in one line
 */
char *
pd_ctl_fact_text (const PdRecord *order, PdOrderList list, const PdRecord *row)
{
  const Shown *shown = find_shown (list);
  GString *text = g_string_new (NULL);

  for (guint i = 0; shown != NULL && shown->fields[i] >= 0; i++)
    {
      const PdField *field = &pd_record_get_record_type (row)->fields[shown->fields[i]];
      g_autofree char *cell = cell_text (order, list, row, (guint) shown->fields[i]);

      if (*cell == '\0' || field->merge == PD_MERGE_SERVER)
        continue;
      g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "; " : "", _ (field->label), cell);
    }
  return g_string_free (text, FALSE);
}

static gboolean
is_right (const PdField *field)
{
  return field->kind == PD_KIND_MONEY || field->kind == PD_KIND_DECIMAL || field->kind == PD_KIND_INTEGER ||
         field->kind == PD_KIND_REFERENCE;
}

/**
 * pd_ctl_order_list_print:
 * @order: an order whose lines are sorted
 * @list: one of its lists that people look at
 *
 * Prints the list as a table with its rows numbered, under its name; nothing when it is empty.
 *
 * Returns: whether anything was printed
 */
gboolean
pd_ctl_order_list_print (PdCtl *ctl, const PdRecord *order, PdOrderList list)
{
  GPtrArray *rows = pd_record_get_list (order, list);
  const Shown *shown = find_shown (list);
  const PdRecordType *type = pd_order_type.lists[list];
  g_autoptr (PdCtlTable) table = NULL;
  guint n_fields = 0;

  if (shown == NULL || rows->len == 0)
    return FALSE;
  while (shown->fields[n_fields] >= 0)
    n_fields++;
  table = pd_ctl_table_new (n_fields + 1);
  pd_ctl_table_add (table, _ (type->label));
  pd_ctl_table_set_right (table, 0);
  for (guint i = 0; i < n_fields; i++)
    {
      pd_ctl_table_add (table, _ (type->fields[shown->fields[i]].label));
      pd_ctl_table_set_optional (table, i + 1);
      if (is_right (&type->fields[shown->fields[i]]))
        pd_ctl_table_set_right (table, i + 1);
    }
  for (guint n = 0; n < rows->len; n++)
    {
      pd_ctl_table_take (table, g_strdup_printf ("%u", n + 1));
      for (guint i = 0; i < n_fields; i++)
        pd_ctl_table_take (table,
                           cell_text (order, list, g_ptr_array_index (rows, n), (guint) shown->fields[i]));
    }
  pd_ctl_print (ctl, "%s", "");
  if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  return TRUE;
}

static void
json_field (PdCtlJson *json, const PdRecord *row, guint field)
{
  const PdField *table = &pd_record_get_record_type (row)->fields[field];

  if (table->kind == PD_KIND_FLAG)
    pd_ctl_json_boolean (json, table->name, pd_record_get_flag (row, field));
  else if (!pd_record_has (row, field))
    pd_ctl_json_string (json, table->name, NULL);
  else if (pd_field_is_text (table))
    pd_ctl_json_string (json, table->name, pd_record_get_text (row, field));
  else
    pd_ctl_json_integer (json, table->name, pd_record_get_integer (row, field));
}

/**
 * pd_ctl_order_list_json:
 * @order: an order whose lines are sorted
 * @list: one of its lists
 *
 * Writes the list as a member of its name: each row with its number, its id and all of its fields, null where empty.
 */
void
pd_ctl_order_list_json (PdCtl *ctl, const PdRecord *order, PdOrderList list)
{
  GPtrArray *rows = pd_record_get_list (order, list);
  const PdRecordType *type = pd_order_type.lists[list];

  pd_ctl_json_open (ctl->document, type->list_name, '[');
  for (guint n = 0; n < rows->len; n++)
    {
      const PdRecord *row = g_ptr_array_index (rows, n);

      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_integer (ctl->document, "number", n + 1);
      pd_ctl_json_string (ctl->document, "id", pd_record_get_id (row));
      for (guint i = 0; i < type->n_fields; i++)
        json_field (ctl->document, row, i);
      pd_ctl_json_close (ctl->document, '}');
    }
  pd_ctl_json_close (ctl->document, ']');
}
