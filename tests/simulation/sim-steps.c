/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-script.h"

#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order-template.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "store/pd-store-digest.h"
#include "store/pd-store-resolve.h"
#include "store/pd-store-rows.h"
#include "wire/pd-wire-template.h"

/* What people do in a script. Ids come from the script, so that both plays of it are about the same records. */

/** Step: one thing that somebody does; its job may run twice. */
typedef struct
{
  SimScript *script;
  const PdRecordType *type;
  char *id;           /* (owned) (nullable) */
  GPtrArray *records; /* (owned) (nullable) of PdRecord: new ones */
  guint field;
  const char *text; /* (nullable) */
  gint64 amount;
  guint first, count;
  gboolean mine;
} Step;

static void
step_clear (Step *step)
{
  g_free (step->id);
  g_clear_pointer (&step->records, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Step, step_clear)

/* (transfer full): the id of the record of a number */
char *
sim_script_id (guint number)
{
  return g_strdup_printf ("019a5000-0000-7000-8000-%012x", number);
}

static char *
new_id (SimScript *script)
{
  return sim_script_id (0x100000 + ++script->ids);
}

static SimDesktop *
desktop_of (SimScript *script, guint desktop)
{
  return script->sim.desktops[desktop];
}

/* A word that is found nowhere else, see sim-tokens.c. */
static char *
type_word (SimScript *script, GPtrArray *typed, const char *path, const char *text)
{
  SimToken *token = sim_token_new (&script->sim, path);

  g_ptr_array_add (typed, token);
  return g_strdup_printf ("%s %s", text, token->text);
}

static gboolean
save_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Step *step = data;

  for (guint i = 0; i < step->records->len; i++)
    {
      g_autoptr (PdRecord) record = pd_record_copy (g_ptr_array_index (step->records, i));

      if (!pd_store_save_record (desktop->session, record, sim_desktop_now (desktop), error))
        return FALSE;
    }
  return TRUE;
}

static void
save (SimScript *script, guint desktop, Step *step, GPtrArray *typed, const char *path)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  if (path != NULL)
    g_ptr_array_add (paths, (gpointer) path);
  for (guint i = 0; i < step->records->len; i++)
    sim_tokens_in_doubt (desktop_of (script, desktop),
                         pd_record_get_id (g_ptr_array_index (step->records, i)), paths);
  sim_script_act (script, desktop, save_job, step);
  if (script->sim.violation == NULL && typed->len > 0)
    sim_tokens_typed (desktop_of (script, desktop), g_ptr_array_index (step->records, 0), typed);
}

static void
add_line (SimScript *script, PdRecord *order, const char *before)
{
  g_autofree char *id = new_id (script);
  g_autofree char *position = pd_position_between (before, NULL);
  PdRecord *line = pd_record_new (&pd_order_line_type, id);

  pd_record_set_text (line, PD_ORDER_LINE_POSITION, position);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "打印纸");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "1090511010000000000");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "2");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 11300);
  pd_record_add_line (order, 0, line);
}

/** sim_step_order: somebody enters an order with two lines. @date: "YYYY-MM-DD" */
void
sim_step_order (SimScript *script, guint desktop, guint number, const char *date)
{
  g_auto (Step) step = { .records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref) };
  g_autoptr (GPtrArray) typed = g_ptr_array_new_with_free_func (sim_token_free);
  g_autofree char *id = sim_script_id (number);
  g_autofree char *order_number = g_strdup_printf ("D-%u", number);
  g_autofree char *name = type_word (script, typed, "party", "购买方");
  PdRecord *order = pd_record_new (&pd_order_type, id);

  pd_record_set_text (order, PD_ORDER_NUMBER, order_number);
  pd_record_set_text (order, PD_ORDER_DATE, date);
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_OPEN);
  pd_record_set_text (order, PD_ORDER_INVOICE_KIND, PD_INVOICE_KIND_ORDINARY);
  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, TRUE);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, name);
  add_line (script, order, NULL);
  add_line (script, order,
            pd_record_get_text (g_ptr_array_index (pd_record_get_lines (order), 0), PD_ORDER_LINE_POSITION));
  pd_record_derive (order);
  g_ptr_array_add (step.records, order);
  save (script, desktop, &step, typed, NULL);
}

/** sim_step_template: somebody enters a template that recurs every week. @start: its first date, "YYYY-MM-DD" */
void
sim_step_template (SimScript *script, guint desktop, guint number, const char *start)
{
  g_auto (Step) step = { .records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref) };
  g_autoptr (GPtrArray) typed = g_ptr_array_new ();
  g_autofree char *id = sim_script_id (number);
  g_autofree char *order_id = new_id (script);
  g_autoptr (PdRecord) order = pd_record_new (&pd_order_type, order_id);
  PdRecord *order_template = pd_record_new (&pd_order_template_type, id);

  pd_record_set_text (order, PD_ORDER_INVOICE_KIND, PD_INVOICE_KIND_ORDINARY);
  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, TRUE);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "购买方");
  add_line (script, order, NULL);
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_NAME, "每周");
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_EVERY, PD_RECURRENCE_WEEK);
  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_START_DATE, start);
  pd_wire_template_take_order (order_template, order);
  g_ptr_array_add (step.records, order_template);
  save (script, desktop, &step, typed, NULL);
}

/** sim_step_buyers: many buyers at once, as from a spreadsheet. */
void
sim_step_buyers (SimScript *script, guint desktop, guint first, guint count)
{
  g_auto (Step) step = { .records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref) };
  g_autoptr (GPtrArray) typed = g_ptr_array_new_with_free_func (sim_token_free);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *id = sim_script_id (first + i);
      g_autofree char *name = g_strdup_printf ("客户 %u", first + i);
      PdRecord *buyer = pd_record_new (&pd_buyer_type, id);

      pd_record_set_text (buyer, PD_BUYER_NAME, name);
      g_ptr_array_add (step.records, buyer);
    }
  save (script, desktop, &step, typed, NULL);
}

/* The record as the form shows it. */
static PdRecord *
load (SimScript *script, guint desktop, const PdRecordType *type, const char *id)
{
  g_autoptr (GError) error = NULL;
  PdRecord *record = NULL;

  if (script->sim.violation != NULL)
    return NULL;
  if (desktop_of (script, desktop)->session == NULL ||
      !pd_store_row_load (desktop_of (script, desktop)->session, type, id, &record, &error) || record == NULL)
    sim_fail (&script->sim, "S", "the script has no %s on desktop %u: %s", id, desktop,
              error != NULL ? error->message : "it is not there");
  return record;
}

static Step
step_for (PdRecord *record)
{
  Step step = { .records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref) };

  pd_record_derive (record);
  g_ptr_array_add (step.records, record);
  return step;
}

/** sim_step_set: somebody changes a field; of a text that takes one, to a word that is found nowhere else. */
void
sim_step_set (SimScript *script,
              guint desktop,
              const PdRecordType *type,
              guint number,
              guint field,
              const char *text)
{
  g_autoptr (GPtrArray) typed = g_ptr_array_new_with_free_func (sim_token_free);
  g_autofree char *id = sim_script_id (number);
  const char *path = pd_field_atom (&type->fields[field]);
  g_autofree char *word =
      type->fields[field].kind == PD_KIND_TEXT ? type_word (script, typed, path, text) : g_strdup (text);
  PdRecord *record = load (script, desktop, type, id);

  if (record == NULL)
    return;
  pd_record_set_text (record, field, word);
  {
    g_auto (Step) step = step_for (record);

    save (script, desktop, &step, typed, path);
  }
}

/** sim_step_price: somebody changes the amount of the first line, in fen. */
void
sim_step_price (SimScript *script, guint desktop, guint number, gint64 amount)
{
  g_autoptr (GPtrArray) typed = g_ptr_array_new_with_free_func (sim_token_free);
  g_autofree char *id = sim_script_id (number);
  PdRecord *record = load (script, desktop, &pd_order_type, id);

  if (record == NULL)
    return;
  pd_record_set_integer (g_ptr_array_index (pd_record_get_lines (record), 0), PD_ORDER_LINE_AMOUNT, amount);
  {
    g_auto (Step) step = step_for (record);

    save (script, desktop, &step, typed, NULL);
  }
}

static void
add_note (SimScript *script, guint desktop, const PdRecordType *type, const char *id, const char *text)
{
  g_autoptr (GPtrArray) typed = g_ptr_array_new_with_free_func (sim_token_free);
  g_autofree char *word = type_word (script, typed, "note", text);
  guint field = (guint) pd_record_type_field (type, "note");
  PdRecord *record = load (script, desktop, type, id);
  g_autofree char *note = NULL;

  if (record == NULL)
    return;
  note = pd_record_get_text (record, field) != NULL
             ? g_strdup_printf ("%s\n%s", pd_record_get_text (record, field), word)
             : g_strdup (word);
  pd_record_set_text (record, field, note);
  {
    g_auto (Step) step = step_for (record);

    save (script, desktop, &step, typed, NULL);
  }
}

void
sim_step_note (SimScript *script, guint desktop, guint number, const char *text)
{
  g_autofree char *id = sim_script_id (number);

  add_note (script, desktop, &pd_order_type, id, text);
}

/* (transfer full) (nullable): a text of the desktop's cache */
static char *
find_text (SimScript *script, guint desktop, const char *sql)
{
  PdStoreSession *session = desktop_of (script, desktop)->session;
  g_autoptr (PdStatement) statement = session != NULL ? pd_store_session_prepare (session, sql, NULL) : NULL;
  gboolean row = FALSE;

  if (script->sim.violation != NULL)
    return NULL;
  if (statement == NULL || !pd_store_session_step (session, statement, &row, NULL) || !row)
    {
      sim_fail (&script->sim, "S", "the script finds nothing on desktop %u: %s", desktop, sql);
      return NULL;
    }
  return g_strdup (pd_statement_text (statement, 0));
}

/** sim_step_note_invoice: on the only invoice that there is. */
void
sim_step_note_invoice (SimScript *script, guint desktop, const char *text)
{
  g_autofree char *id = find_text (script, desktop, "SELECT id FROM invoices WHERE state = 'issued'");

  if (id != NULL)
    add_note (script, desktop, &pd_invoice_type, id, text);
}

static gboolean
delete_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Step *step = data;

  for (guint i = 0; i < step->count; i++)
    {
      g_autofree char *id = sim_script_id (step->first + i);

      if (!pd_store_delete_record (desktop->session, step->type, id, sim_desktop_now (desktop), error))
        return FALSE;
    }
  return TRUE;
}

void
sim_step_delete (SimScript *script, guint desktop, const PdRecordType *type, guint first, guint count)
{
  Step step = { .type = type, .first = first, .count = count };

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *id = sim_script_id (first + i);

      sim_tokens_in_doubt (desktop_of (script, desktop), id, NULL);
    }
  sim_script_act (script, desktop, delete_job, &step);
}

static gboolean
command_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Step *step = data;

  return pd_store_add_command (desktop->session, &pd_order_type, step->id, step->text, NULL,
                               sim_desktop_now (desktop), error);
}

void
sim_step_command (SimScript *script, guint desktop, guint number, const char *command)
{
  g_auto (Step) step = { .id = sim_script_id (number), .text = command };

  sim_script_act (script, desktop, command_job, &step);
}

/** sim_step_is_open: Returns: whether the order can be issued, as its desktop shows it */
gboolean
sim_step_is_open (SimScript *script, guint desktop, guint number)
{
  g_autofree char *id = sim_script_id (number);
  g_autoptr (PdRecord) record = load (script, desktop, &pd_order_type, id);

  return record != NULL && g_strcmp0 (pd_record_get_state (record), PD_ORDER_STATE_OPEN) == 0;
}

static gboolean
withdraw_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Step *step = data;

  return pd_store_withdraw_command (desktop->session, &pd_order_type, step->id, error);
}

void
sim_step_withdraw (SimScript *script, guint desktop, guint number)
{
  g_auto (Step) step = { .id = sim_script_id (number) };

  sim_script_act (script, desktop, withdraw_job, &step);
}

static gboolean
decide_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Step *step = data;
  g_autoptr (PdStoreConflict) conflict = pd_store_get_conflict (desktop->session, step->id, error);
  g_autoptr (PdRecord) merged = NULL;

  if (conflict == NULL)
    return FALSE;
  if (step->mine)
    merged = pd_store_conflict_mine (conflict);
  return pd_store_resolve_conflict (desktop->session, step->id, merged, sim_desktop_now (desktop), error);
}

/** sim_step_decide: somebody decides about the only open conflict. @mine: for the own side */
void
sim_step_decide (SimScript *script, guint desktop, gboolean mine)
{
  g_auto (Step) step = { .id = find_text (script, desktop, "SELECT id FROM conflict WHERE decision = 0"),
                         .mine = mine };
  g_autofree char *record = NULL;

  if (step.id == NULL)
    return;
  record = find_text (script, desktop, "SELECT record FROM conflict WHERE decision = 0");
  sim_tokens_in_doubt (desktop_of (script, desktop), record, NULL);
  sim_script_act (script, desktop, decide_job, &step);
}

static gboolean
undo_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Step *step = data;
  PdUndo how;
  g_autofree char *id = pd_store_undo (desktop->session, step->id, sim_desktop_now (desktop), &how, error);

  return id != NULL;
}

/** sim_step_undo: somebody takes the last decision back. */
void
sim_step_undo (SimScript *script, guint desktop)
{
  g_auto (Step)
      step = { .id = find_text (script, desktop,
                                "SELECT id FROM conflict WHERE decision <> 0 ORDER BY resolved_at DESC") };
  g_autofree char *record = NULL;

  if (step.id == NULL)
    return;
  record = find_text (script, desktop, "SELECT record FROM conflict ORDER BY resolved_at DESC");
  sim_tokens_in_doubt (desktop_of (script, desktop), record, NULL);
  sim_script_act (script, desktop, undo_job, &step);
}

static gboolean
keep_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Step *step = data;

  return pd_store_set_keep_since (desktop->session, step->count, error);
}

/** sim_step_keep_since: somebody chooses the first business year that this computer keeps; 0 for all. */
void
sim_step_keep_since (SimScript *script, guint desktop, guint year)
{
  Step step = { .count = year };

  sim_script_act (script, desktop, keep_job, &step);
}

static gboolean
lose_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Step *step = data;

  return pd_store_digest_forget (desktop->session, step->type, step->id, error) &&
         pd_store_row_remove (desktop->session, step->type, step->id, error);
}

/** sim_step_lose_row: a record goes without anybody's doing. */
void
sim_step_lose_row (SimScript *script, guint desktop, const PdRecordType *type, guint number)
{
  g_auto (Step) step = { .type = type, .id = sim_script_id (number) };

  script->sim.damaged = TRUE;
  sim_script_act (script, desktop, lose_job, &step);
}
