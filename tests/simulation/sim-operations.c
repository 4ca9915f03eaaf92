/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-workflow.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-rows.h"

/* What an office does, and how often; fate is less than a tenth, and each kind only in the seeds that have it. */
static const struct
{
  const char *name;
  guint weight;
  gboolean is_fate;
} operations[SIM_N_OPERATIONS] = {
  [SIM_CREATE_ORDER] = { "create-order", 90 },
  [SIM_EDIT_ORDER] = { "edit-order", 260 },
  [SIM_EDIT_SLOWLY] = { "edit-slowly", 80 },
  [SIM_DELETE_ORDER] = { "delete-order", 30 },
  [SIM_CREATE_BUYER] = { "create-buyer", 25 },
  [SIM_EDIT_BUYER] = { "edit-buyer", 60 },
  [SIM_DELETE_BUYER] = { "delete-buyer", 12 },
  [SIM_ISSUE] = { "issue", 60 },
  [SIM_CANCEL] = { "cancel", 30 },
  [SIM_REOPEN] = { "reopen", 30 },
  [SIM_WITHDRAW] = { "withdraw", 10 },
  [SIM_NOTE_INVOICE] = { "note-invoice", 20 },
  [SIM_RESOLVE] = { "resolve", 60 },
  [SIM_SYNCHRONISE] = { "synchronise", 120 },
  [SIM_GO_OFFLINE] = { "go-offline", 25 },
  [SIM_GO_ONLINE] = { "go-online", 40 },
  [SIM_OTHER_COMPANY] = { "other-company", 8 },
  [SIM_DESKTOP_CRASH] = { "desktop-crash", 50, TRUE },
  [SIM_PLATFORM_CRASH] = { "platform-crash", 30, TRUE },
  [SIM_PLATFORM_BACKUP] = { "platform-backup", 30, TRUE },
  [SIM_PLATFORM_RESTORE] = { "platform-restore", 20, TRUE },
  [SIM_DESKTOP_COPY] = { "desktop-copy", 40, TRUE },
  [SIM_DESKTOP_RESTORE] = { "desktop-restore", 25, TRUE },
  [SIM_DESKTOP_CLONE] = { "desktop-clone", 15, TRUE },
  [SIM_CLOCK_JUMP] = { "clock-jump", 20, TRUE },
  [SIM_BUREAU_TROUBLE] = { "bureau-trouble", 30, TRUE },
  [SIM_MOVE_YEAR] = { "move-year", 130, TRUE },
  [SIM_KEEP_SINCE] = { "keep-since", 40, TRUE },
  [SIM_CHANGE_ROLE] = { "change-role", 90, TRUE },
  [SIM_MASS_CREATE] = { "mass-create", 15, TRUE },
  [SIM_MASS_DELETE] = { "mass-delete", 15, TRUE },
  [SIM_ATTACH] = { "attach", 120, TRUE },
  [SIM_DETACH] = { "detach", 20, TRUE },
  [SIM_FETCH] = { "fetch", 160, TRUE },
  [SIM_UNDO] = { "undo", 60, TRUE },
  [SIM_GIVE_BACK] = { "give-back", 40, TRUE },
  [SIM_DISK_FULL] = { "disk-full", 30, TRUE },
  [SIM_STEP] = { "step", 260, TRUE },
  [SIM_FACT] = { "fact", 120, TRUE },
  [SIM_TICKET] = { "ticket", 320, TRUE },
  [SIM_RULES] = { "rules", 480, TRUE },
  [SIM_CALENDAR] = { "calendar", 160, TRUE },
  [SIM_BIN] = { "bin", 160, TRUE },
};

const char *
sim_operation_name (SimOperationKind kind)
{
  return operations[kind].name;
}

static guint
weight_of (const SimOptions *options, guint kind)
{
  return !operations[kind].is_fate || options->fates[kind] ? operations[kind].weight : 0;
}

/* (transfer full): the whole plan of a simulation */
GArray *
sim_plan (const SimOptions *options)
{
  GArray *plan = g_array_new (FALSE, FALSE, sizeof (SimOperation));
  SimRandom random;
  gint64 at = 0;
  guint total = 0;

  sim_random_init (&random, options->seed, 2);
  for (guint kind = 0; kind < SIM_N_OPERATIONS; kind++)
    total += weight_of (options, kind);
  for (guint i = 0; i < options->n_operations; i++)
    {
      guint dice = sim_random_below (&random, total);
      guint kind = 0;

      for (; dice >= weight_of (options, kind); kind++)
        dice -= weight_of (options, kind);
      at += G_TIME_SPAN_MILLISECOND *
            sim_random_below (&random, sim_random_chance (&random, 150) ? 30000 : 800);

      SimOperation operation = { at, (SimOperationKind) kind, sim_random_below (&random, options->n_desktops),
                                 sim_random_next (&random) };

      g_array_append_val (plan, operation);
    }
  return plan;
}

/** Task: one thing that somebody does at a desktop. */
typedef struct
{
  SimDesktop *desktop;
  SimRandom *random;
  const PdRecordType *type;
  char *id;         /* (nullable) the record */
  PdRecord *before; /* (nullable) as the form was filled */
  PdRecord *record; /* (nullable) as the person left it */
  GPtrArray *typed;
  GPtrArray *paths;
  const char *command;
  char *mutation; /* (nullable) out */
} Task;

static void
task_clear (Task *task)
{
  g_free (task->id);
  g_free (task->mutation);
  g_clear_pointer (&task->before, pd_record_unref);
  g_clear_pointer (&task->record, pd_record_unref);
  g_clear_pointer (&task->typed, g_ptr_array_unref);
  g_clear_pointer (&task->paths, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Task, task_clear)

static Task
task_new (SimDesktop *desktop, SimRandom *random, const PdRecordType *type)
{
  return (Task){ .desktop = desktop,
                 .random = random,
                 .type = type,
                 .typed = g_ptr_array_new_with_free_func (sim_token_free),
                 .paths = g_ptr_array_new_with_free_func (g_free) };
}

/* One of the records that are shown, mostly one of few, so that people meet. */
static gboolean
pick (Task *task)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT id FROM \"%s\" WHERE deleted = 0 ORDER BY id", task->type->table);
  g_autoptr (PdStatement) statement = pd_store_session_prepare (task->desktop->session, sql, NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean row;
  guint n;

  while (statement != NULL && pd_store_session_step (task->desktop->session, statement, &row, NULL) && row)
    g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
  if (ids->len == 0)
    return FALSE;
  n = sim_random_chance (task->random, 700) ? MIN (ids->len, 4) : ids->len;
  task->id = g_strdup (g_ptr_array_index (ids, ids->len - 1 - sim_random_below (task->random, n)));
  return pd_store_row_load (task->desktop->session, task->type, task->id, &task->before, NULL) &&
         task->before != NULL;
}

/* The service hears of a save a moment later. */
static void
kick_cb (Sim *sim, gpointer data)
{
  SimDesktop *desktop = data;

  if (sim == NULL || desktop->engine == NULL)
    return;
  desktop->kicks++;
  sim_desktop_event (desktop, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
}

void
sim_saved (SimDesktop *desktop)
{
  desktop->up_to_date = FALSE;
  sim_check_desktop (desktop);
  sim_at (desktop->sim, G_TIME_SPAN_SECOND, kick_cb, desktop);
}

static gboolean
save_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Task *task = data;

  return pd_store_save_record (desktop->session, task->record, sim_desktop_now (desktop), error);
}

static gboolean
save_changes_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Task *task = data;

  return pd_store_save_changes (desktop->session, task->before, task->record, sim_desktop_now (desktop),
                                error);
}

static void
save (Task *task, SimJob job)
{
  SimDesktop *desktop = task->desktop;
  const char *id = pd_record_get_id (task->record);
  g_autofree char *before = sim_tokens_text (desktop, task->type, id, TRUE);

  if (!sim_desktop_write (desktop, job, task))
    {
      if (desktop->session == NULL)
        sim_tokens_in_doubt (desktop, id, task->paths);
      return;
    }
  sim_tokens_given_up (desktop, id, before, task->paths);
  sim_tokens_typed (desktop, task->record, task->typed);
  sim_saved (desktop);
}

static void
create (SimDesktop *desktop, SimRandom *random, const PdRecordType *type)
{
  g_auto (Task) task = task_new (desktop, random, type);

  task.record = type == &pd_order_type
                    ? sim_new_order (desktop->sim, random, sim_desktop_now (desktop), task.typed)
                    : sim_new_buyer (desktop->sim, random, sim_desktop_now (desktop), task.typed);
  save (&task, save_job);
}

static void
fill_form (Task *task)
{
  task->record = pd_record_copy (task->before);
  sim_edit (task->desktop->sim, task->record, task->random, sim_desktop_now (task->desktop), task->typed,
            task->paths);
}

static void
edit (SimDesktop *desktop, SimRandom *random, const PdRecordType *type)
{
  g_auto (Task) task = task_new (desktop, random, type);

  if (!pick (&task))
    return;
  fill_form (&task);
  save (&task, save_job);
}

/* The business date moves to another year, and the record to another stream. */
static void
move_year (SimDesktop *desktop, SimRandom *random)
{
  g_auto (Task) task = task_new (desktop, random, &pd_order_type);

  if (desktop->engine == NULL || !pick (&task))
    return;
  task.record = pd_record_copy (task.before);
  pd_record_set_text (task.record, PD_ORDER_DATE, sim_business_date (random));
  save (&task, save_job);
}

static gboolean
keep_job (SimDesktop *desktop, gpointer data, GError **error)
{
  return pd_store_set_keep_since (desktop->session, GPOINTER_TO_UINT (data), error);
}

static void
keep_since (SimDesktop *desktop, SimRandom *random)
{
  static const guint years[] = { 0, 2025, 2026 };
  guint year = years[sim_random_below (random, G_N_ELEMENTS (years))];

  if (desktop->engine == NULL || !sim_desktop_write (desktop, keep_job, GUINT_TO_POINTER (year)))
    return;
  sim_trace (desktop->sim, "desktop %u keeps what is since %u", desktop->index, year);
  desktop->checked = 0;
  sim_sometimes (desktop, SIM_FAULT_KEEP);
  sim_saved (desktop);
}

typedef struct
{
  Task task;
  guint life;
} OpenForm;

static void
save_form_cb (Sim *sim, gpointer data)
{
  OpenForm *form = data;

  if (sim != NULL && form->task.desktop->engine != NULL && form->task.desktop->life == form->life)
    {
      /* Whatever came into the same fields meanwhile refuses the form; the person knows that it was not saved. */
      sim_trace (sim, "desktop %u saves a form", form->task.desktop->index);
      save (&form->task, save_changes_job);
    }
  task_clear (&form->task);
  g_free (form);
}

static void
edit_slowly (SimDesktop *desktop, SimRandom *random)
{
  OpenForm *form = g_new0 (OpenForm, 1);

  form->task = task_new (desktop, random, &pd_order_type);
  form->life = desktop->life;
  if (!pick (&form->task))
    {
      task_clear (&form->task);
      g_free (form);
      return;
    }
  fill_form (&form->task);
  sim_at (desktop->sim, G_TIME_SPAN_MILLISECOND * sim_random_below (random, 20000), save_form_cb, form);
}

static gboolean
delete_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Task *task = data;

  return pd_store_delete_record (desktop->session, task->type, task->id, sim_desktop_now (desktop), error);
}

static void delete (SimDesktop *desktop, SimRandom *random, const PdRecordType *type)
{
  g_auto (Task) task = task_new (desktop, random, type);
  g_autofree char *before = NULL;

  if (!pick (&task))
    return;
  before = sim_tokens_text (desktop, type, task.id, TRUE);
  if (!sim_desktop_write (desktop, delete_job, &task))
    {
      if (desktop->session == NULL)
        sim_tokens_in_doubt (desktop, task.id, NULL);
      return;
    }
  sim_tokens_given_up (desktop, task.id, before, NULL);
  sim_saved (desktop);
}

static gboolean
command_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Task *task = data;
  g_autoptr (GPtrArray) rows = NULL;

  if (!pd_store_add_command (desktop->session, task->type, task->id, task->command, NULL,
                             sim_desktop_now (desktop), error))
    return FALSE;
  rows = pd_outbox_get_rows (desktop->session, task->type, task->id, error);
  if (rows != NULL && rows->len > 0)
    task->mutation = g_strdup (((PdOutboxRow *) g_ptr_array_index (rows, rows->len - 1))->mutation->id);
  return rows != NULL;
}

static void
command (SimDesktop *desktop, SimRandom *random, const char *name)
{
  g_auto (Task) task = task_new (desktop, random, &pd_order_type);
  SimSeen *seen;

  task.command = name;
  if (!pick (&task) || !sim_desktop_write (desktop, command_job, &task))
    return;
  seen = g_new (SimSeen, 1);
  seen->view = g_steal_pointer (&task.before);
  g_hash_table_replace (desktop->sim->seen, g_steal_pointer (&task.mutation), seen);
  sim_saved (desktop);
}

static gboolean
withdraw_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Task *task = data;

  return pd_store_withdraw_command (desktop->session, task->type, task->id, error);
}

static void
withdraw (SimDesktop *desktop, SimRandom *random)
{
  g_auto (Task) task = task_new (desktop, random, &pd_order_type);

  if (pick (&task) && sim_desktop_write (desktop, withdraw_job, &task))
    sim_saved (desktop);
}

/* Fate */

static void
copy_desktop (SimDesktop *desktop)
{
  sim_image_free (desktop->copy);
  desktop->copy = sim_disk_copy (desktop->disk);
  desktop->copied_at = desktop->sim->now;
}

/* The person puts the folder of a copy in the place of the one in use: of this computer, or of another. */
static void
restore_desktop (SimDesktop *desktop, SimDesktop *from)
{
  Sim *sim = desktop->sim;

  if (from->copy == NULL)
    return;
  sim_trace (sim, "desktop %u becomes a copy of desktop %u", desktop->index, from->index);
  sim->rolled_back = TRUE;
  sim_sometimes (desktop, SIM_FAULT_COPY);
  sim->statistics.rollbacks++;
  sim_tokens_lost (desktop, from == desktop ? desktop->copied_at : 0);
  sim_desktop_stop (desktop);
  sim_disk_restore (desktop->disk, from->copy);
  sim_desktop_start (desktop);
}

static void
jump (Sim *sim, SimDesktop *desktop, SimRandom *random)
{
  static const gint64 jumps[] = { 0, 365 * G_TIME_SPAN_DAY, -365 * G_TIME_SPAN_DAY, 3 * G_TIME_SPAN_HOUR,
                                  -10 * G_TIME_SPAN_MINUTE };
  sim_sometimes (desktop, SIM_FAULT_CLOCK);
  gint64 offset = jumps[sim_random_below (random, G_N_ELEMENTS (jumps))];

  if (sim_random_chance (random, 300))
    {
      sim->platform.clock_offset = offset;
      sim->jumped = TRUE;
    }
  else
    desktop->clock_offset = offset;
}

static void
crash_desktop (SimDesktop *desktop, SimRandom *random)
{
  if (desktop->engine == NULL)
    return;
  if (sim_random_chance (random, 300))
    sim_desktop_crash (desktop);
  else
    sim_disk_crash_after (desktop->disk, 1 + sim_random_below (random, 60));
}

static void
crash_platform (Sim *sim, SimRandom *random)
{
  if (sim->platform.platform == NULL)
    return;
  if (sim_random_chance (random, 300))
    sim_platform_crash (sim);
  else
    sim_disk_crash_after (sim->platform.disk, 1 + sim_random_below (random, 60));
}

/* A new computer for the person at this one, when nothing is left on it that only it has. */
static void
replace_desktop (SimDesktop *desktop)
{
  gint64 waiting = 1;

  if (desktop->engine == NULL ||
      !pd_store_session_integer (desktop->session,
                                 "SELECT (SELECT count (*) FROM outbox) + (SELECT count (*) FROM blob_queue)"
                                 " + (SELECT count (*) FROM conflict WHERE decision = 0)",
                                 &waiting, NULL) ||
      waiting > 0)
    return;
  sim_trace (desktop->sim, "desktop %u is a new computer", desktop->index);
  sim_desktop_stop (desktop);
  sim_disk_erase (desktop->disk);
  desktop->seen = 0;
  sim_desktop_start (desktop);
}

/* Now, or in the middle of what the desktop asks for next: often of all that there is. */
static void
change_role (SimDesktop *desktop, SimRandom *random)
{
  if (sim_random_chance (random, 300))
    {
      sim_platform_change_role (desktop->sim, desktop, sim_random_chance (random, 500));
      return;
    }
  if (sim_random_chance (random, 700))
    replace_desktop (desktop);
  desktop->role_in = 1 + sim_random_below (random, 9);
  desktop->role_turns = 1 + 2 * sim_random_below (random, 2);
}

static void
make_room_cb (Sim *sim, gpointer data)
{
  SimDesktop *desktop = data;

  if (sim == NULL)
    return;
  sim_trace (sim, "desktop %u has room on its disk", desktop->index);
  sim_disk_fill (desktop->disk, -1);
}

/* Somebody else's files fill the disk, and go after a while. */
static void
fill_disk (SimDesktop *desktop, SimRandom *random)
{
  sim_sometimes (desktop, SIM_FAULT_FULL);
  sim_disk_fill (desktop->disk, sim_random_chance (random, 500) ? 0 : sim_random_below (random, 60000));
  sim_at (desktop->sim, G_TIME_SPAN_SECOND * (5 + sim_random_below (random, 90)), make_room_cb, desktop);
}

static void
meet_fate (Sim *sim, SimDesktop *desktop, const SimOperation *operation, SimRandom *random)
{
  switch (operation->kind)
    {
    case SIM_DESKTOP_CRASH:
      crash_desktop (desktop, random);
      break;
    case SIM_PLATFORM_CRASH:
      crash_platform (sim, random);
      break;
    case SIM_PLATFORM_BACKUP:
      sim_platform_back_up (sim);
      break;
    case SIM_PLATFORM_RESTORE:
      sim_platform_restore (sim);
      break;
    case SIM_DESKTOP_COPY:
      copy_desktop (desktop);
      break;
    case SIM_DESKTOP_RESTORE:
      restore_desktop (desktop, desktop);
      break;
    case SIM_DESKTOP_CLONE:
      restore_desktop (desktop, sim->desktops[(desktop->index + 1) % sim->options->n_desktops]);
      break;
    case SIM_CLOCK_JUMP:
      jump (sim, desktop, random);
      break;
    case SIM_MOVE_YEAR:
      move_year (desktop, random);
      break;
    case SIM_KEEP_SINCE:
      keep_since (desktop, random);
      break;
    case SIM_CHANGE_ROLE:
      change_role (desktop, random);
      break;
    case SIM_ATTACH:
      sim_attach (desktop, random);
      break;
    case SIM_DETACH:
      sim_detach (desktop, random);
      break;
    case SIM_FETCH:
      sim_fetch (desktop, random);
      break;
    case SIM_UNDO:
      sim_undo_one (desktop, random);
      break;
    case SIM_GIVE_BACK:
      sim_give_back (desktop);
      break;
    case SIM_DISK_FULL:
      fill_disk (desktop, random);
      break;
    case SIM_STEP:
      sim_step (desktop, random);
      break;
    case SIM_FACT:
      sim_fact (desktop, random);
      break;
    case SIM_TICKET:
      sim_ticket (desktop, random);
      break;
    case SIM_RULES:
      sim_rules (sim, desktop, random);
      break;
    case SIM_CALENDAR:
      sim_calendar (desktop, random);
      break;
    case SIM_BIN:
      sim_bin (desktop, random);
      break;
    case SIM_MASS_CREATE:
    case SIM_MASS_DELETE:
      sim_sometimes_all (sim, SIM_FAULT_MASS);
      sim_platform_crowd (sim, random, operation->kind == SIM_MASS_DELETE);
      break;
    case SIM_BUREAU_TROUBLE:
    default:
      sim_bureau_trouble (sim->bureau, 1 + sim_random_below (random, 6));
      break;
    }
}

static void
go (SimDesktop *desktop, gboolean offline)
{
  if (desktop->offline == offline)
    return;
  desktop->offline = offline;
  if (offline)
    sim_sometimes (desktop, SIM_FAULT_OFFLINE);
  sim_desktop_event (desktop,
                     &(PdSyncEvent){ .type = offline ? PD_SYNC_EVENT_OFFLINE : PD_SYNC_EVENT_ONLINE });
  sim_blobs_line (desktop, !offline);
}

static void
work (Sim *sim, SimDesktop *desktop, const SimOperation *operation, SimRandom *random)
{
  switch (operation->kind)
    {
    case SIM_CREATE_ORDER:
      create (desktop, random, &pd_order_type);
      break;
    case SIM_CREATE_BUYER:
      create (desktop, random, &pd_buyer_type);
      break;
    case SIM_EDIT_ORDER:
      edit (desktop, random, &pd_order_type);
      break;
    case SIM_EDIT_BUYER:
      edit (desktop, random, &pd_buyer_type);
      break;
    case SIM_NOTE_INVOICE:
      edit (desktop, random, &pd_invoice_type);
      break;
    case SIM_EDIT_SLOWLY:
      edit_slowly (desktop, random);
      break;
    case SIM_DELETE_ORDER:
      delete (desktop, random, &pd_order_type);
      break;
    case SIM_DELETE_BUYER:
      delete (desktop, random, &pd_buyer_type);
      break;
    case SIM_ISSUE:
      command (desktop, random, "issue");
      break;
    case SIM_CANCEL:
      command (desktop, random, "cancel");
      break;
    case SIM_REOPEN:
      command (desktop, random, "reopen");
      break;
    case SIM_WITHDRAW:
      withdraw (desktop, random);
      break;
    case SIM_RESOLVE:
      sim_resolve_one (desktop, random);
      break;
    case SIM_GO_OFFLINE:
      go (desktop, TRUE);
      break;
    case SIM_GO_ONLINE:
      go (desktop, FALSE);
      break;
    case SIM_SYNCHRONISE:
    default:
      kick_cb (sim, desktop);
      break;
    }
}

/* Carries out one line of the plan. */
void
sim_operate (Sim *sim, const SimOperation *operation)
{
  SimDesktop *desktop = sim->desktops[operation->desktop];
  SimRandom random;

  sim_random_init (&random, operation->choice, 3);
  sim_trace (sim, "-- %s, desktop %u, %08x", operations[operation->kind].name, operation->desktop,
             operation->choice);
  if (operations[operation->kind].is_fate)
    meet_fate (sim, desktop, operation, &random);
  else if (operation->kind == SIM_OTHER_COMPANY)
    sim_platform_other_company (sim, &random);
  else if (desktop->engine != NULL)
    work (sim, desktop, operation, &random);
}
