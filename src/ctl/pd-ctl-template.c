/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-template.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-entry.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-list.h"
#include "ctl/pd-ctl-order.h"
#include "ctl/pd-ctl-record.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-id.h"
#include "model/pd-order.h"
#include "store/pd-store-records.h"
#include "store/pd-store-templates.h"
#include "wire/pd-wire-template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Templates of orders: all of this works without a network; only what recurs is made by the platform. */

/** Work: one template that is saved or shown. */
typedef struct
{
  PdCtl *ctl;
  gint64 now;
  char *today;        /* (owned) */
  PdRecord *record;   /* (owned) (nullable) */
  GPtrArray *records; /* (owned) (nullable) of PdRecord */
} Work;

static void
work_clear (Work *work)
{
  g_free (work->today);
  g_clear_pointer (&work->record, pd_record_unref);
  g_clear_pointer (&work->records, g_ptr_array_unref);
}

/* --- entering and changing */

static gboolean
take_order (Work *work, PdStoreSession *session, const char *name, GError **error)
{
  g_autoptr (PdRecord) order = pd_ctl_find (session, &pd_order_type, name, error);

  if (order == NULL)
    return FALSE;
  pd_record_sort_lines (order);
  pd_wire_template_take_order (work->record, order);
  return TRUE;
}

/* @before: (nullable): as it was */
static gboolean
check_dates (const Work *work, const PdRecord *before, GError **error)
{
  g_autofree char *obstacle = pd_order_template_obstacle (before, work->record, work->today);

  if (obstacle == NULL)
    return TRUE;
  g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID, obstacle);
  return FALSE;
}

static gboolean
new_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const PdCtlArguments *arguments = work->ctl->arguments;
  g_autofree char *id = pd_id_new (work->now);

  work->record = pd_record_new (&pd_order_template_type, id);
  return take_order (work, session, pd_ctl_arguments_positional (arguments, 0), error) &&
         pd_ctl_entry_set_options (work->record, arguments, error) && check_dates (work, NULL, error) &&
         pd_store_save_record (session, work->record, work->now, error);
}

static gboolean
edit_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const PdCtlArguments *arguments = work->ctl->arguments;
  GPtrArray *assignments = pd_ctl_arguments_get_all (arguments, "set");
  const char *order = pd_ctl_arguments_get (arguments, "from-order");
  g_autoptr (PdRecord) before = NULL;

  work->record =
      pd_ctl_find (session, &pd_order_template_type, pd_ctl_arguments_positional (arguments, 0), error);
  if (work->record == NULL)
    return FALSE;
  before = pd_record_copy (work->record);
  for (guint i = 0; assignments != NULL && i < assignments->len; i++)
    if (!pd_ctl_entry_set (work->record, assignments->pdata[i], error))
      return FALSE;
  return (order == NULL || take_order (work, session, order, error)) && check_dates (work, before, error) &&
         (pd_record_equal (before, work->record) ||
          pd_store_save_changes (session, before, work->record, work->now, error));
}

static gboolean
save (PdCtl *ctl, const char *action, PdStoreJob job, GError **error)
{
  Work work = { .ctl = ctl, .now = g_get_real_time (), .today = pd_ctl_today () };
  gboolean done = pd_ctl_check_permission (ctl, action, &pd_order_template_type, error) &&
                  pd_store_write (ctl->store, job, &work, ctl->cancellable, error);

  if (done)
    {
      pd_ctl_json_record (ctl->document, pd_order_template_type.name, work.record);
      pd_ctl_print (ctl, "%s", pd_record_get_id (work.record));
      pd_ctl_say (ctl, "%s",
                  _ ("It is saved here, and goes to the platform with the next “piaodanctl sync”."));
    }
  work_clear (&work);
  return done;
}

static gboolean
new_template (PdCtl *ctl, GError **error)
{
  return save (ctl, "create", new_job, error);
}

static gboolean
edit_template (PdCtl *ctl, GError **error)
{
  return save (ctl, "patch", edit_job, error);
}

/* --- listing and showing */

static gboolean
matches (const PdRecord *order_template, const PdRecord *order, const char *words)
{
  g_autofree char *buyer =
      order != NULL ? g_utf8_casefold (pd_record_get_text (order, PD_ORDER_BUYER_NAME), -1) : NULL;
  g_autofree char *name = g_utf8_casefold (pd_record_get_title (order_template), -1);
  g_autofree char *looked_for = g_utf8_casefold (words, -1);

  return strstr (name, looked_for) != NULL || (buyer != NULL && strstr (buyer, looked_for) != NULL);
}

/* @order: (nullable): what the template holds; NULL when it cannot be read */
static void
describe (PdCtlJson *json, const PdRecord *order_template, const PdRecord *order)
{
  static const guint texts[] = { PD_ORDER_TEMPLATE_NAME,        PD_ORDER_TEMPLATE_EVERY,
                                 PD_ORDER_TEMPLATE_START_DATE,  PD_ORDER_TEMPLATE_UNTIL_DATE,
                                 PD_ORDER_TEMPLATE_PASSED_DATE, PD_ORDER_TEMPLATE_TROUBLE };
  g_autofree char *next = pd_order_template_next (order_template);

  pd_ctl_json_string (json, "id", pd_record_get_id (order_template));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (pd_record_has (order_template, texts[i]))
      pd_ctl_json_string (json, pd_order_template_type.fields[texts[i]].name,
                          pd_record_get_text (order_template, texts[i]));
  if (pd_record_has (order_template, PD_ORDER_TEMPLATE_INTERVAL))
    pd_ctl_json_integer (json, "interval",
                         pd_record_get_integer (order_template, PD_ORDER_TEMPLATE_INTERVAL));
  pd_ctl_json_boolean (json, "paused", pd_record_get_flag (order_template, PD_ORDER_TEMPLATE_PAUSED));
  if (next != NULL)
    pd_ctl_json_string (json, "next_date", next);
  if (order == NULL)
    return;
  pd_ctl_json_string (json, "buyer_name", pd_record_get_text (order, PD_ORDER_BUYER_NAME));
  pd_ctl_json_integer (json, "gross_amount", pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT));
}

static gboolean
list_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  work->records = pd_store_order_templates (session, cancellable, error);
  return work->records != NULL;
}

static guint
list_all (Work *work, PdCtlTable *table)
{
  const char *words = pd_ctl_arguments_positional (work->ctl->arguments, 0);
  PdCtlJson *json = work->ctl->document;
  guint n = 0;

  for (guint i = 0; i < work->records->len; i++)
    {
      const PdRecord *order_template = g_ptr_array_index (work->records, i);
      const char *trouble = pd_record_get_text (order_template, PD_ORDER_TEMPLATE_TROUBLE);
      g_autoptr (PdRecord) order = pd_wire_template_use (order_template, work->now, work->today, NULL);

      if (words != NULL && !matches (order_template, order, words))
        continue;
      n++;
      pd_ctl_json_open (json, NULL, '{');
      describe (json, order_template, order);
      pd_ctl_json_close (json, '}');
      pd_ctl_table_add (table, pd_record_get_title (order_template));
      pd_ctl_table_add (table, order != NULL ? pd_record_get_text (order, PD_ORDER_BUYER_NAME) : "");
      pd_ctl_table_take (table,
                         order != NULL ? pd_ctl_field_text (order, PD_ORDER_GROSS_AMOUNT) : g_strdup (""));
      pd_ctl_table_take (table, pd_order_template_schedule_text (order_template));
      pd_ctl_table_add (table, trouble != NULL ? trouble : "");
    }
  return n;
}

static gboolean
list_templates (PdCtl *ctl, GError **error)
{
  const char *const headings[] = { _ ("Name"), _ ("Buyer name"), _ ("Total with tax"), _ ("Repeats"), "" };
  Work work = { .ctl = ctl, .now = g_get_real_time (), .today = pd_ctl_today () };
  gboolean done = pd_store_read (ctl->store, list_job, &work, ctl->cancellable, error);

  if (done)
    {
      g_autoptr (PdCtlTable) table = pd_ctl_table_new (G_N_ELEMENTS (headings));
      guint n;

      for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
        pd_ctl_table_add (table, headings[i]);
      pd_ctl_table_set_right (table, 2);
      pd_ctl_json_open (ctl->document, pd_order_template_type.table, '[');
      n = list_all (&work, table);
      pd_ctl_json_close (ctl->document, ']');
      if (n > 0 && !ctl->arguments->json)
        pd_ctl_table_write (table, ctl->out);
      pd_ctl_say (ctl, ngettext ("%u in all.", "%u in all.", n), n);
    }
  work_clear (&work);
  return done;
}

static gboolean
find_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  work->record = pd_ctl_find (session, &pd_order_template_type,
                              pd_ctl_arguments_positional (work->ctl->arguments, 0), error);
  return work->record != NULL;
}

/* What the order will say, but for what each order has of its own. */
static void
print (const Work *work, const PdRecord *order)
{
  PdCtl *ctl = work->ctl;
  const char *trouble = pd_record_get_text (work->record, PD_ORDER_TEMPLATE_TROUBLE);
  g_autofree char *schedule = pd_order_template_schedule_text (work->record);
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (2);

  pd_ctl_table_add (table, _ ("Name"));
  pd_ctl_table_add (table, pd_record_get_title (work->record));
  pd_ctl_table_add (table, _ ("Repeats"));
  pd_ctl_table_add (table, schedule);
  if (trouble != NULL)
    {
      pd_ctl_table_add (table, _ ("Why none was made"));
      pd_ctl_table_add (table, trouble);
    }
  for (guint i = 0; i < PD_ORDER_N_FIELDS; i++)
    if (pd_record_has (order, i) && i != PD_ORDER_NUMBER && i != PD_ORDER_DATE && i != PD_ORDER_STATE &&
        i != PD_ORDER_IMPORT_KEY)
      {
        pd_ctl_table_add (table, _ (pd_order_type.fields[i].label));
        pd_ctl_table_take (table, pd_ctl_field_text (order, i));
      }
  pd_ctl_table_write (table, ctl->out);
  pd_ctl_list_print_lines (ctl, pd_record_get_lines (order), &pd_order_line_type);
}

static gboolean
show_template (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl, .now = g_get_real_time (), .today = pd_ctl_today () };
  g_autoptr (PdRecord) order = NULL;

  if (pd_store_read (ctl->store, find_job, &work, ctl->cancellable, error))
    order = pd_wire_template_use (work.record, work.now, work.today, error);
  if (order != NULL && ctl->arguments->json)
    {
      pd_ctl_json_open (ctl->document, pd_order_template_type.name, '{');
      describe (ctl->document, work.record, order);
      pd_ctl_json_close (ctl->document, '}');
      pd_ctl_json_record (ctl->document, pd_order_type.name, order);
    }
  else if (order != NULL)
    print (&work, order);
  work_clear (&work);
  return order != NULL;
}

/* --- the commands */

static const PdCtlOption new_options[] = {
  { "name", "NAME", N_ ("What the template is called") },
  { "every", "PERIOD", N_ ("Let the platform make a draft every week, month, quarter or year") },
  { "interval", "N", N_ ("Only every N of them") },
  { "start-date", "DATE", N_ ("The first date; of the 31st on, the last day of shorter months") },
  { "until-date", "DATE", N_ ("No draft after this date") },
  { NULL },
};

static const PdCtlOption edit_options[] = {
  { "set", "FIELD=VALUE", N_ ("Give a field a value; an empty one empties it"), TRUE },
  { "from-order", "ORDER", N_ ("Take the content of this order instead") },
  { NULL },
};

static const PdCtlOption use_options[] = {
  { "date", "DATE", N_ ("The order's date; today unless you say") },
  { "accept-overridable", NULL,
    N_ ("Let in what a person may let in, such as a tax number's wrong check digit") },
  { NULL },
};

static const PdCtlCommand commands[] = {
  { "template", "list", "[WORDS]", 0, 1,
    N_ ("List order templates, or those in whose name or buyer the words are"), "piaodanctl template list",
    NULL, &pd_order_template_type, NULL, list_templates },
  { "template", "show", "TEMPLATE", 1, 1, N_ ("Show a template and what its orders will say"),
    "piaodanctl template show 维护费", NULL, &pd_order_template_type, NULL, show_template },
  { "template", "new", "ORDER", 1, 1,
    N_ ("Keep the content of an order as a template, to be used again or to recur"),
    "piaodanctl template new PX-2026-0001 --name 维护费 --every month --start-date 2026-12-31", new_options,
    &pd_order_template_type, NULL, new_template },
  { "template", "edit", "TEMPLATE", 1, 1, N_ ("Change a template, pause it, or let it go on"),
    "piaodanctl template edit 维护费 --set paused=yes", edit_options, &pd_order_template_type, NULL,
    edit_template },
  { "template", "use", "TEMPLATE", 1, 1, N_ ("Make an order of a template now"),
    "piaodanctl template use 维护费", use_options, &pd_order_type, NULL, pd_ctl_order_use_template },
  { "template", "delete", "TEMPLATE", 1, 1, N_ ("Delete a template; the orders that were made of it stay"),
    "piaodanctl template delete 维护费", NULL, &pd_order_template_type, NULL, pd_ctl_record_delete },
};

/**
 * pd_ctl_template_commands:
 * @n_commands: (out): how many
 *
 * Returns: (transfer none) (array length=n_commands): the table's part about templates of orders
 */
const PdCtlCommand *
pd_ctl_template_commands (guint *n_commands)
{
  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}
