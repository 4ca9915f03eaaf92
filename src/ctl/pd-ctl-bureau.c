/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-bureau.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "document/pd-qr-code.h"
#include "model/pd-bureau-comparison.h"
#include "model/pd-bureau.h"
#include "model/pd-money.h"
#include "store/pd-store-issuing.h"

#include <glib/gi18n-lib.h>

/** Work: what one job does with the record of the tax bureau. */
typedef struct
{
  PdCtl *ctl;
  PdRecord *bureau; /* (owned) (nullable) */
  PdQuota quota;
  PdRowState state;
  char *pending_command; /* (owned) (nullable) */
  const char *command;
  char *argument; /* (owned) (nullable) */
} Work;

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->bureau, pd_record_unref);
  g_free (work->pending_command);
  g_free (work->argument);
}

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  GError *local = NULL;

  g_clear_pointer (&work->bureau, pd_record_unref);
  work->bureau = pd_store_get_only (session, &pd_bureau_type, &local);
  if (work->bureau == NULL && local == NULL)
    g_set_error_literal (&local, PD_CTL_ERROR, PD_CTL_STATUS_NOT_FOUND,
                         _ ("Nothing is known of the tax bureau yet. “piaodanctl sync” fetches it."));
  if (local == NULL)
    work->state = pd_store_get_row_state (session, &pd_bureau_type, pd_record_get_id (work->bureau),
                                          &work->pending_command, &local);
  if (local == NULL)
    return pd_store_get_quota (session, &work->quota, error);
  g_propagate_error (error, local);
  return FALSE;
}

/* --- how it stands */

static void
add_row (PdCtlTable *table, const char *name, char *value)
{
  if (*value == '\0')
    {
      g_free (value);
      return;
    }
  pd_ctl_table_add (table, name);
  pd_ctl_table_take (table, value);
}

static void
add_field (PdCtlTable *table, const PdRecord *bureau, guint field)
{
  add_row (table, _ (pd_bureau_type.fields[field].label), pd_ctl_field_text (bureau, field));
}

static void
print_quota (PdCtl *ctl, PdCtlTable *table, const Work *work)
{
  static const guint fields[] = { PD_BUREAU_QUOTA_TOTAL, PD_BUREAU_QUOTA_USED, PD_BUREAU_QUOTA_AVAILABLE,
                                  PD_BUREAU_QUOTA_AT };

  for (guint i = 0; i < G_N_ELEMENTS (fields) && work->quota.is_known; i++)
    add_field (table, work->bureau, fields[i]);
  add_row (table, _ ("Under way"), pd_money_format (work->quota.queued));
  if (work->quota.is_known)
    add_row (table, _ ("Left after that"), pd_money_format (pd_quota_left (&work->quota)));
  pd_ctl_json_open (ctl->document, "quota", '{');
  pd_ctl_json_boolean (ctl->document, "known", work->quota.is_known);
  pd_ctl_json_integer (ctl->document, "under_way", work->quota.queued);
  if (work->quota.is_known)
    pd_ctl_json_integer (ctl->document, "left", pd_quota_left (&work->quota));
  pd_ctl_json_close (ctl->document, '}');
}

/* Only a code that can still be scanned is drawn. */
static void
print_code (PdCtl *ctl, const PdRecord *bureau)
{
  const char *text = pd_record_get_text (bureau, PD_BUREAU_QR_CODE);
  gint64 expires = pd_record_get_integer (bureau, PD_BUREAU_CODE_EXPIRES_AT);
  g_autoptr (PdQrCode) code = NULL;
  g_autofree char *blocks = NULL;

  if (g_strcmp0 (pd_record_get_text (bureau, PD_BUREAU_SESSION), PD_BUREAU_SESSION_CODE) != 0)
    return;
  if (expires > 0 && expires <= g_get_real_time ())
    {
      pd_ctl_say (ctl, _ ("The code has expired. “piaodanctl bureau sign-in” asks for a new one."));
      return;
    }
  if (pd_record_get_flag (bureau, PD_BUREAU_BY_SMS))
    pd_ctl_say (ctl, _ ("Enter the code that came by SMS with “piaodanctl bureau code”."));
  code = text != NULL && !ctl->arguments->json ? pd_qr_code_new (text) : NULL;
  if (code == NULL)
    return;
  blocks = pd_qr_code_to_blocks (code);
  g_string_append (ctl->out, blocks);
  pd_ctl_say (ctl, _ ("Scan this code with the tax bureau's app."));
}

static void
print_comparison (PdCtl *ctl, const PdRecord *bureau)
{
  g_autofree char *words = pd_bureau_comparison_describe (pd_record_get_text (bureau, PD_BUREAU_COMPARED));
  g_autofree char *when = pd_ctl_field_text (bureau, PD_BUREAU_COMPARED_AT);

  if (words == NULL)
    return;
  pd_ctl_say (ctl, _ ("Compared with the provider's list at %s:"), when);
  pd_ctl_say (ctl, "%s", words);
}

static void
print_status (Work *work)
{
  static const guint fields[] = { PD_BUREAU_GATEWAY, PD_BUREAU_SESSION, PD_BUREAU_ACCOUNT,
                                  PD_BUREAU_HELD,    PD_BUREAU_REASON,  PD_BUREAU_CODE_EXPIRES_AT };
  PdCtl *ctl = work->ctl;
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (2);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    add_field (table, work->bureau, fields[i]);
  pd_ctl_json_record (ctl->document, "bureau", work->bureau);
  print_quota (ctl, table, work);
  add_row (table, _ ("On this computer"),
           pd_ctl_standing_text (&pd_bureau_type, work->state, work->pending_command));
  if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  print_comparison (ctl, work->bureau);
  print_code (ctl, work->bureau);
}

/**
 * pd_ctl_bureau_status:
 *
 * Says how the company stands with the tax bureau: sign-in, quota, what holds issuing up. A code to scan is drawn.
 */
gboolean
pd_ctl_bureau_status (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl };
  gboolean good = pd_store_read (ctl->store, read_job, &work, ctl->cancellable, error);

  if (good)
    print_status (&work);
  work_clear (&work);
  return good;
}

/* --- signing in */

static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  return read_job (session, work, cancellable, error) &&
         pd_store_add_command (session, &pd_bureau_type, pd_record_get_id (work->bureau), work->command,
                               work->argument, g_get_real_time (), error);
}

/* The code to enter, or the days to compare. */
static gboolean
read_argument (Work *work, GError **error)
{
  const PdCtlArguments *arguments = work->ctl->arguments;
  const char *from = NULL, *to = NULL;

  if (!g_str_equal (work->command, "compare"))
    {
      work->argument = g_strdup (pd_ctl_arguments_positional (arguments, 0));
      return TRUE;
    }
  from = pd_ctl_arguments_get (arguments, "from");
  to = pd_ctl_arguments_get (arguments, "to");
  if (from == NULL && to == NULL)
    return TRUE;
  if (from != NULL && to != NULL)
    work->argument = pd_bureau_comparison_span (from, to);
  if (work->argument == NULL)
    g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                         _ ("Ten days at most are compared at once, as from 2026-11-01 to 2026-11-10."));
  return work->argument != NULL;
}

/**
 * pd_ctl_bureau_command:
 *
 * Queues a step of signing in at the tax bureau, or a new look at sign-in and quota.
 */
gboolean
pd_ctl_bureau_command (PdCtl *ctl, GError **error)
{
  static const struct
  {
    const char *name;
    const char *command;
  } commands[] = { { "sign-in", "sign_in" },
                   { "sms", "sign_in_by_sms" },
                   { "code", "enter_code" },
                   { "refresh", "refresh" },
                   { "compare", "compare" } };
  Work work = { .ctl = ctl };
  gboolean good;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, ctl->arguments->command->name))
      work.command = commands[i].command;
  if (!read_argument (&work, error))
    return FALSE;
  if (!pd_ctl_check_permission (ctl, work.command, &pd_bureau_type, error))
    return FALSE;
  good = pd_store_write (ctl->store, command_job, &work, ctl->cancellable, error);
  if (good)
    pd_ctl_say (ctl, _ ("“%s” waits; the next sync sends it, and a later one brings what came of it."),
                pd_ctl_command_words (&pd_bureau_type, work.command));
  if (good)
    pd_ctl_json_string (ctl->document, "command", work.command);
  work_clear (&work);
  return good;
}

/* --- rules */

static const struct
{
  const char *option;
  guint field;
} rules[] = { { "auto-issue", PD_BUREAU_AUTO_ISSUE },
              { "auto-limit", PD_BUREAU_AUTO_LIMIT },
              { "auto-mail", PD_BUREAU_AUTO_MAIL },
              { "auto-complete", PD_BUREAU_AUTO_COMPLETE },
              { "auto-confirm", PD_BUREAU_AUTO_CONFIRM } };

static gboolean
rules_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autoptr (PdRecord) before = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  const PdProblem *problem;

  if (!read_job (session, work, cancellable, error))
    return FALSE;
  before = pd_record_copy (work->bureau);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      const char *value = pd_ctl_arguments_get (work->ctl->arguments, rules[i].option);
      g_autoptr (GError) local = NULL;

      if (value == NULL || pd_record_set_from_text (work->bureau, rules[i].field, value, &local))
        continue;
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                   _ ("The option --%1$s does not take “%2$s”: %3$s"), rules[i].option, value,
                   local->message);
      return FALSE;
    }
  problems = pd_record_check (work->bureau, PD_REQUIRED_TO_SAVE);
  problem = pd_problems_first_error (problems);
  if (problem != NULL)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID, problem->message);
      return FALSE;
    }
  return pd_store_save_changes (session, before, work->bureau, g_get_real_time (), error);
}

/**
 * pd_ctl_bureau_rules:
 *
 * Shows the rules by which the platform issues, mails and moves orders by itself, or changes them.
 */
gboolean
pd_ctl_bureau_rules (PdCtl *ctl, GError **error)
{
  gboolean changes = g_hash_table_size (ctl->arguments->options) > 0;
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (2);
  Work work = { .ctl = ctl };
  gboolean good;

  if (changes && !pd_ctl_check_permission (ctl, "patch", &pd_bureau_type, error))
    return FALSE;
  good = changes ? pd_store_write (ctl->store, rules_job, &work, ctl->cancellable, error)
                 : pd_store_read (ctl->store, read_job, &work, ctl->cancellable, error);
  if (good)
    {
      for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
        add_field (table, work.bureau, rules[i].field);
      pd_ctl_json_record (ctl->document, "bureau", work.bureau);
      if (!ctl->arguments->json)
        pd_ctl_table_write (table, ctl->out);
      if (changes)
        pd_ctl_say (ctl, _ ("The rules are saved; the next sync sends them."));
    }
  work_clear (&work);
  return good;
}
