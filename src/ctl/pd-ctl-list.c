/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-list.h"

#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-invoice.h"
#include "ctl/pd-ctl-order-fact.h"
#include "ctl/pd-ctl-order-filter.h"
#include "ctl/pd-ctl-order-way.h"
#include "ctl/pd-ctl-special.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "ctl/pd-ctl-ticket.h"
#include "model/pd-assignment.h"
#include "model/pd-attachment.h"
#include "model/pd-delivery.h"
#include "model/pd-device.h"
#include "model/pd-print-record.h"
#include "model/pd-verification-record.h"
#include "model/pd-invoice.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-received-invoice.h"
#include "model/pd-red-form.h"
#include "model/pd-solution.h"
#include "model/pd-ticket.h"
#include "store/pd-store-issuing.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Rows that are read at once. */
#define BLOCK 500
#define MAX_COLUMNS 10

/** Columns: which fields of a type a list shows; a choice, not a list of what there is. */
typedef struct
{
  const PdRecordType *type;
  gint8 fields[MAX_COLUMNS]; /* ends with -1 */
} Columns;

#define ATTACHMENT_COLUMNS                                                                                   \
  {                                                                                                          \
    PD_ATTACHMENT_NAME, PD_ATTACHMENT_SIZE, PD_ATTACHMENT_ADDED_BY, PD_ATTACHMENT_ADDED_AT, -1               \
  }

static const Columns list_columns[] = {
  { &pd_order_type,
    { PD_ORDER_NUMBER, PD_ORDER_DATE, PD_ORDER_BUYER_NAME, PD_ORDER_GROSS_AMOUNT, PD_ORDER_STATE,
      PD_ORDER_STAGE, PD_ORDER_INVOICE_NUMBER, -1 } },
  { &pd_invoice_type,
    { PD_INVOICE_NUMBER, PD_INVOICE_ISSUE_DATE, PD_INVOICE_BUYER_NAME, PD_INVOICE_GROSS_AMOUNT,
      PD_INVOICE_STATE, PD_INVOICE_ORDER_NUMBER, -1 } },
  { &pd_verification_type,
    { PD_VERIFICATION_FIELD_ASKED_ON, PD_VERIFICATION_FIELD_NUMBER, PD_VERIFICATION_FIELD_STATE,
      PD_VERIFICATION_FIELD_VERDICT, PD_VERIFICATION_FIELD_VERIFIED_AT, PD_VERIFICATION_FIELD_STATE_REASON,
      -1 } },
  { &pd_print_type,
    { PD_PRINT_TITLE, PD_PRINT_PRINTED_AT, PD_PRINT_PRINTED_BY, PD_PRINT_COPY, PD_PRINT_COPIES,
      PD_PRINT_PRINTER, -1 } },
  { &pd_delivery_type,
    { PD_DELIVERY_INVOICE_NUMBER, PD_DELIVERY_DATE, PD_DELIVERY_RECIPIENT, PD_DELIVERY_STATE,
      PD_DELIVERY_SENT_AT, PD_DELIVERY_STATE_REASON, -1 } },
  { &pd_received_type,
    { PD_RECEIVED_NUMBER, PD_RECEIVED_ISSUE_DATE, PD_RECEIVED_SELLER_NAME, PD_RECEIVED_GROSS_AMOUNT,
      PD_RECEIVED_STATE, PD_RECEIVED_TAKEN_ON, PD_RECEIVED_CREATED_BY, -1 } },
  { &pd_received_line_type,
    { PD_RECEIVED_LINE_NAME, PD_RECEIVED_LINE_UNIT, PD_RECEIVED_LINE_QUANTITY, PD_RECEIVED_LINE_UNIT_PRICE,
      PD_RECEIVED_LINE_NET_AMOUNT, PD_RECEIVED_LINE_TAX_RATE, PD_RECEIVED_LINE_TAX_AMOUNT, -1 } },
  { &pd_received_attachment_type, ATTACHMENT_COLUMNS },
  { &pd_red_form_type,
    { PD_RED_FORM_BLUE_NUMBER, PD_RED_FORM_FORM_DATE, PD_RED_FORM_BUYER_NAME, PD_RED_FORM_GROSS_AMOUNT,
      PD_RED_FORM_STATE, PD_RED_FORM_DEADLINE, PD_RED_FORM_RED_NUMBER, -1 } },
  { &pd_red_form_line_type,
    { PD_RED_FORM_LINE_BLUE_LINE, PD_RED_FORM_LINE_NAME, PD_RED_FORM_LINE_QUANTITY,
      PD_RED_FORM_LINE_UNIT_PRICE, PD_RED_FORM_LINE_NET_AMOUNT, PD_RED_FORM_LINE_TAX_RATE,
      PD_RED_FORM_LINE_TAX_AMOUNT, -1 } },
  { &pd_buyer_type, { PD_BUYER_NAME, PD_BUYER_TAX_NUMBER, PD_BUYER_PHONE, PD_BUYER_ADDRESS, -1 } },
  { &pd_good_type,
    { PD_GOOD_NAME, PD_GOOD_SPEC, PD_GOOD_UNIT, PD_GOOD_UNIT_PRICE, PD_GOOD_TAX_RATE, PD_GOOD_TAX_CODE,
      -1 } },
  { &pd_device_type,
    { PD_DEVICE_SERIAL_NUMBER, PD_DEVICE_GOOD_NAME, PD_DEVICE_STATE, PD_DEVICE_BUYER_NAME,
      PD_DEVICE_INSTALLED_AT, PD_DEVICE_TECHNICIAN, PD_DEVICE_SOFTWARE_VERSION, -1 } },
  { &pd_device_event_type,
    { PD_DEVICE_EVENT_HAPPENED_AT, PD_DEVICE_EVENT_KIND, PD_DEVICE_EVENT_TEXT, PD_DEVICE_EVENT_ORDER_NUMBER,
      PD_DEVICE_EVENT_ADDED_BY, -1 } },
  { &pd_assignment_rule_type,
    { PD_ASSIGNMENT_RULE_POSITION, PD_ASSIGNMENT_RULE_NAME, PD_ASSIGNMENT_RULE_ACTIVE,
      PD_ASSIGNMENT_RULE_APPLIES_TO, PD_ASSIGNMENT_RULE_SERVICE, PD_ASSIGNMENT_RULE_REGION,
      PD_ASSIGNMENT_RULE_PRIORITY, PD_ASSIGNMENT_RULE_ASSIGNEES, PD_ASSIGNMENT_RULE_MAX_LOAD, -1 } },
  { &pd_order_line_type,
    { PD_ORDER_LINE_NAME, PD_ORDER_LINE_SPEC, PD_ORDER_LINE_UNIT, PD_ORDER_LINE_QUANTITY,
      PD_ORDER_LINE_UNIT_PRICE, PD_ORDER_LINE_TAX_RATE, PD_ORDER_LINE_GROSS_AMOUNT, -1 } },
  { &pd_invoice_line_type,
    { PD_INVOICE_LINE_NAME, PD_INVOICE_LINE_UNIT, PD_INVOICE_LINE_QUANTITY, PD_INVOICE_LINE_UNIT_PRICE,
      PD_INVOICE_LINE_NET_AMOUNT, PD_INVOICE_LINE_TAX_RATE, PD_INVOICE_LINE_TAX_AMOUNT, -1 } },
  { &pd_order_attachment_type, ATTACHMENT_COLUMNS },
  { &pd_invoice_attachment_type, ATTACHMENT_COLUMNS },
  { &pd_ticket_type,
    { PD_TICKET_NUMBER, PD_TICKET_OPENED_ON, PD_TICKET_TITLE, PD_TICKET_KIND, PD_TICKET_SEVERITY,
      PD_TICKET_STATE, PD_TICKET_OWNER, PD_TICKET_DUE_ON, -1 } },
  { &pd_ticket_comment_type,
    { PD_TICKET_COMMENT_ADDED_AT, PD_TICKET_COMMENT_ADDED_BY, PD_TICKET_COMMENT_CHANNEL,
      PD_TICKET_COMMENT_TEXT, -1 } },
  { &pd_ticket_solution_type,
    { PD_TICKET_SOLUTION_TITLE, PD_TICKET_SOLUTION_ADDED_BY, PD_TICKET_SOLUTION_ADDED_AT, -1 } },
  { &pd_ticket_step_type,
    { PD_STEP_HAPPENED_AT, PD_STEP_BY, PD_STEP_COMMAND, PD_STEP_FROM, PD_STEP_TO, PD_STEP_REASON,
      PD_STEP_COMPUTER, -1 } },
  { &pd_ticket_attachment_type, ATTACHMENT_COLUMNS },
  { &pd_solution_type,
    { PD_SOLUTION_TITLE, PD_SOLUTION_KIND, PD_SOLUTION_STATE, PD_SOLUTION_KEYWORDS, PD_SOLUTION_CHANGED_BY,
      -1 } },
  { &pd_solution_attachment_type, ATTACHMENT_COLUMNS },
};

/* NULL: not shown as a table */
static const gint8 *
columns_of (const PdRecordType *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (list_columns); i++)
    if (list_columns[i].type == type)
      return list_columns[i].fields;
  return NULL;
}

/* What is often of the same name as others is named by its id, and a list tells it. */
static gboolean
shows_id (const PdRecordType *type)
{
  return type == &pd_delivery_type || type == &pd_verification_type || type == &pd_red_form_type;
}

static gboolean
is_number (const PdField *field)
{
  return field->kind == PD_KIND_MONEY || field->kind == PD_KIND_DECIMAL || field->kind == PD_KIND_RATE ||
         field->kind == PD_KIND_INTEGER;
}

/* A table for records of a type, its headings in place, with one more column for what is said besides. */
static PdCtlTable *
record_table (const PdRecordType *type)
{
  const gint8 *fields = columns_of (type);
  guint n = 0;
  PdCtlTable *table;

  while (fields[n] >= 0)
    n++;
  table = pd_ctl_table_new (n + 1 + shows_id (type));
  for (guint i = 0; i < n; i++)
    {
      pd_ctl_table_add (table, _ (type->fields[fields[i]].label));
      if (is_number (&type->fields[fields[i]]))
        pd_ctl_table_set_right (table, i);
      if (type == &pd_order_type && fields[i] == PD_ORDER_STAGE)
        pd_ctl_table_set_optional (table, i);
    }
  if (shows_id (type))
    pd_ctl_table_add (table, _ ("Id"));
  pd_ctl_table_add (table, "");
  return table;
}

/* A step of a ticket, in words. */
static char *
step_text (const PdRecord *step, guint field)
{
  const char *value = field != PD_STEP_HAPPENED_AT ? pd_record_get_text (step, field) : NULL;

  if (field == PD_STEP_COMMAND && g_strcmp0 (value, PD_STEP_HAND_OVER) == 0)
    return g_strdup (_ ("Handed over"));
  if (field == PD_STEP_COMMAND && value != NULL)
    return g_strdup (pd_ctl_command_words (&pd_ticket_type, value));
  if ((field == PD_STEP_FROM || field == PD_STEP_TO) && value != NULL)
    return g_strdup (_ (pd_choice_label (pd_ticket_state_choices, value)));
  return pd_ctl_field_text (step, field);
}

/* An order that no command has moved yet is a draft. */
static char *
cell_text (const PdRecord *record, guint field)
{
  if (pd_record_get_record_type (record) == &pd_ticket_step_type)
    return step_text (record, field);
  if (pd_record_get_record_type (record) != &pd_order_type || field != PD_ORDER_STAGE ||
      pd_order_get_stage (record) == NULL)
    return pd_ctl_field_text (record, field);
  return g_strdup (_ (pd_choice_label (pd_order_stage_choices, pd_order_get_stage (record))));
}

static void
add_record (PdCtlTable *table, const PdRecord *record, char *remark)
{
  const gint8 *fields = columns_of (pd_record_get_record_type (record));

  for (guint i = 0; fields[i] >= 0; i++)
    pd_ctl_table_take (table, cell_text (record, (guint) fields[i]));
  if (shows_id (pd_record_get_record_type (record)))
    pd_ctl_table_add (table, pd_record_get_id (record));
  pd_ctl_table_take (table, remark);
}

/**
 * pd_ctl_json_standing:
 * @json: a document, inside an object "local"
 * @id: a record's id
 * @state: where it stands between this computer and the platform
 * @pending_command: (nullable): a command that waits
 *
 * Writes what a record itself does not say; nothing for a record that is as on the platform.
 */
void
pd_ctl_json_standing (PdCtlJson *json, const char *id, PdRowState state, const char *pending_command)
{
  if (state == PD_ROW_CLEAN && pending_command == NULL)
    return;
  pd_ctl_json_open (json, id, '{');
  pd_ctl_json_string (json, "state", pd_ctl_row_state_name (state));
  if (pending_command != NULL)
    pd_ctl_json_string (json, "command", pending_command);
  pd_ctl_json_close (json, '}');
}

/** Listing: one list under way. */
typedef struct
{
  PdCtl *ctl;
  PdStoreQuery *query; /* (owned) */
  gint64 limit;        /* 0: all */
  guint n_all;
  guint n_shown;
  PdCtlTable *table; /* (owned) */
  PdCtlJson *local;  /* (owned) "local" of the document */
} Listing;

static gboolean
list_row (Listing *listing, PdStoreSession *session, const PdStoreRow *row, GError **error)
{
  const PdRecordType *type = listing->query->type;
  g_autoptr (PdRecord) whole = NULL;

  listing->n_shown++;
  if (!listing->ctl->arguments->json)
    {
      add_record (listing->table, row->record, pd_ctl_standing_text (type, row->state, row->pending_command));
      return TRUE;
    }
  /* A row has no lines; the document has the whole record. */
  whole = type->n_lists == 0 ? pd_record_ref (row->record)
                             : pd_store_get_record (session, type, pd_record_get_id (row->record), error);
  if (whole == NULL)
    return FALSE;
  pd_record_sort_lines (whole);
  pd_ctl_json_record (listing->ctl->document, NULL, whole);
  pd_ctl_json_standing (listing->local, pd_record_get_id (whole), row->state, row->pending_command);
  return TRUE;
}

static gboolean
list_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Listing *listing = data;
  g_autoptr (GArray) rows = pd_store_query_rows (session, listing->query, cancellable, error);
  guint n;

  if (rows == NULL)
    return FALSE;
  listing->n_all = rows->len;
  n = listing->limit > 0 ? (guint) MIN (listing->limit, (gint64) rows->len) : rows->len;
  for (guint at = 0; at < n; at += BLOCK)
    {
      g_autoptr (GPtrArray) block =
          pd_store_get_rows (session, listing->query->type, (const gint64 *) rows->data + at,
                             MIN (BLOCK, n - at), error);

      if (block == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      for (guint i = 0; i < block->len; i++)
        if (g_ptr_array_index (block, i) != NULL &&
            !list_row (listing, session, g_ptr_array_index (block, i), error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
take_state (const PdCtlArguments *arguments, const PdRecordType *type, char **state, GError **error)
{
  const char *text = pd_ctl_arguments_get (arguments, "state");
  const PdChoice *choice;
  GString *choices;

  if (text == NULL)
    return TRUE;
  choices = g_string_new (NULL);
  for (choice = type->fields[type->state_field].choices; choice->value != NULL; choice++)
    {
      if (g_str_equal (choice->value, text) || g_str_equal (_ (choice->label), text))
        break;
      g_string_append_printf (choices, "%s%s", choices->len > 0 ? ", " : "", choice->value);
    }
  *state = g_strdup (choice->value);
  if (*state == NULL)
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("There is no state “%1$s”; there are: %2$s."),
                 text, choices->str);
  g_string_free (choices, TRUE);
  return *state != NULL;
}

static gboolean
make_query (Listing *listing, GError **error)
{
  const PdCtlArguments *arguments = listing->ctl->arguments;
  PdStoreQuery *query = pd_store_query_new (arguments->command->type);

  listing->query = query;
  query->search = g_strdup (pd_ctl_arguments_positional (arguments, 0));
  return take_state (arguments, query->type, &query->state, error) &&
         (query->type != &pd_order_type || pd_ctl_order_filter (arguments, query, error)) &&
         (query->type != &pd_ticket_type || pd_ctl_ticket_filter (arguments, query, error)) &&
         pd_ctl_arguments_get_date (arguments, "from", &query->date_from, error) &&
         pd_ctl_arguments_get_date (arguments, "to", &query->date_to, error) &&
         pd_ctl_arguments_get_number (arguments, "limit", G_MAXINT32, &listing->limit, error);
}

static void
print_listing (Listing *listing)
{
  PdCtl *ctl = listing->ctl;

  if (ctl->arguments->json)
    {
      pd_ctl_json_close (ctl->document, ']');
      pd_ctl_json_close (listing->local, '}');
      pd_ctl_json_raw (ctl->document, "local", pd_ctl_json_text (listing->local));
      pd_ctl_json_integer (ctl->document, "count", listing->n_all);
      return;
    }
  if (listing->n_shown > 0)
    pd_ctl_table_write (listing->table, ctl->out);
  if (listing->n_shown < listing->n_all)
    pd_ctl_say (ctl, _ ("%1$u of %2$u."), listing->n_shown, listing->n_all);
  else
    pd_ctl_say (ctl, ngettext ("%u in all.", "%u in all.", listing->n_all), listing->n_all);
}

/**
 * pd_ctl_list:
 *
 * Lists the records of the command's type, or those in which the words of its first argument are found.
 */
gboolean
pd_ctl_list (PdCtl *ctl, GError **error)
{
  Listing listing = { .ctl = ctl };
  gboolean good;

  listing.table = record_table (ctl->arguments->command->type);
  listing.local = pd_ctl_json_new ();
  pd_ctl_json_open (listing.local, NULL, '{');
  pd_ctl_json_open (ctl->document, ctl->arguments->command->type->table, '[');
  good =
      make_query (&listing, error) && pd_store_read (ctl->store, list_job, &listing, ctl->cancellable, error);
  if (good)
    print_listing (&listing);
  g_clear_pointer (&listing.query, pd_store_query_free);
  pd_ctl_json_free (listing.local);
  pd_ctl_table_free (listing.table);
  return good;
}

/** Shown: one record as it is shown. */
typedef struct
{
  const PdRecordType *type;
  const char *name;
  PdRecord *record; /* (owned) */
  PdRowState state;
  char *pending_command; /* (owned) (nullable) */
  PdInvoiceTimes *times; /* (owned) (nullable) of an invoice: what is usual */
} Shown;

static gboolean
show_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Shown *shown = data;
  gboolean is_invoice = shown->type == &pd_invoice_type;
  g_autofree char *id = is_invoice ? pd_ctl_invoice_find_id (session, shown->name, NULL, NULL, error) : NULL;
  g_autoptr (GError) local = NULL;

  if (is_invoice && id == NULL)
    return FALSE;
  shown->record = pd_ctl_find (session, shown->type, is_invoice ? id : shown->name, error);
  if (shown->record == NULL)
    return FALSE;
  if (is_invoice)
    shown->times = pd_store_get_invoice_times (session, PD_INVOICE_TIMES_SAMPLE, NULL);
  shown->state = pd_store_get_row_state (session, shown->type, pd_record_get_id (shown->record),
                                         &shown->pending_command, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
print_fields (PdCtl *ctl, const PdRecord *record, char *standing)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (2);

  pd_ctl_table_add (table, _ ("Id"));
  pd_ctl_table_add (table, pd_record_get_id (record));
  for (guint i = 0; i < type->n_fields; i++)
    if (pd_record_has (record, i))
      {
        pd_ctl_table_add (table, _ (type->fields[i].label));
        pd_ctl_table_take (table, pd_ctl_field_text (record, i));
      }
  if (*standing != '\0')
    {
      pd_ctl_table_add (table, _ ("On this computer"));
      pd_ctl_table_add (table, standing);
    }
  g_free (standing);
  pd_ctl_table_write (table, ctl->out);
}

/**
 * pd_ctl_list_print_lines:
 * @ctl: the command
 * @lines: (element-type PdRecord): rows of a record
 * @type: their type; nothing is printed of one that is not shown as a table
 */
void
pd_ctl_list_print_lines (PdCtl *ctl, GPtrArray *lines, const PdRecordType *type)
{
  g_autoptr (PdCtlTable) table = NULL;

  if (columns_of (type) == NULL || (lines->len == 0 && type->annotates))
    return;
  table = record_table (type);
  for (guint i = 0; i < lines->len; i++)
    add_record (table, g_ptr_array_index (lines, i), g_strdup (""));
  g_string_append_c (ctl->out, '\n');
  pd_ctl_table_write (table, ctl->out);
}

/* What happened on the order's way; its checklist and its history have commands of their own. */
static void
print_facts (PdCtl *ctl, const PdRecord *order)
{
  static const PdOrderList lists[] = { PD_ORDER_LIST_PAYMENTS,     PD_ORDER_LIST_PARCELS,
                                       PD_ORDER_LIST_PARCEL_ITEMS, PD_ORDER_LIST_TRACKING,
                                       PD_ORDER_LIST_RETURNS,      PD_ORDER_LIST_VISITS,
                                       PD_ORDER_LIST_CONTACTS };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    (void) pd_ctl_order_list_print (ctl, order, lists[i]);
}

static gboolean
has_way (const PdRecordType *type)
{
  return type == &pd_order_type || type == &pd_ticket_type || type == &pd_solution_type;
}

/**
 * pd_ctl_print_record:
 * @ctl: the command
 * @record: any record
 * @standing: (transfer full): what else is to be said of where it is; may be empty
 *
 * Writes its fields, its lines and what happened on its way, as a person reads them.
 */
void
pd_ctl_print_record (PdCtl *ctl, const PdRecord *record, char *standing)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  print_fields (ctl, record, standing);
  /* Stages are told with how long each took. */
  for (guint i = 0; i < type->n_lists; i++)
    if (type->lists[i] != &pd_invoice_stage_type)
      pd_ctl_list_print_lines (ctl, pd_record_get_list (record, i), type->lists[i]);
  if (type == &pd_order_type || type == &pd_invoice_type)
    pd_ctl_special_print (ctl, record);
  if (type == &pd_order_type)
    print_facts (ctl, record);
}

/**
 * pd_ctl_show:
 *
 * Shows the record that the first argument names, with its lines; the document is {"order": …}.
 */
gboolean
pd_ctl_show (PdCtl *ctl, GError **error)
{
  Shown shown = { .type = ctl->arguments->command->type,
                  .name = pd_ctl_arguments_positional (ctl->arguments, 0) };
  g_autoptr (PdRecord) record = NULL;
  g_autoptr (PdInvoiceTimes) times = NULL;
  g_autofree char *pending_command = NULL;
  gboolean good = pd_store_read (ctl->store, show_job, &shown, ctl->cancellable, error);

  record = shown.record;
  times = shown.times;
  pending_command = shown.pending_command;
  if (!good)
    return FALSE;
  if (ctl->arguments->json)
    {
      pd_ctl_json_record (ctl->document, shown.type->name, record);
      pd_ctl_json_open (ctl->document, "local", '{');
      pd_ctl_json_standing (ctl->document, pd_record_get_id (record), shown.state, pending_command);
      pd_ctl_json_close (ctl->document, '}');
      if (has_way (shown.type))
        pd_ctl_order_way_json (ctl, record, pending_command);
      return TRUE;
    }
  pd_ctl_print_record (ctl, record, pd_ctl_standing_text (shown.type, shown.state, pending_command));
  if (has_way (shown.type))
    pd_ctl_order_way_print (ctl, record, pending_command);
  if (shown.type == &pd_invoice_type)
    pd_ctl_invoice_print_progress (ctl, record, times);
  return TRUE;
}
