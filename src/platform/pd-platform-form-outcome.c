/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-form-outcome.h"

#include <glib/gi18n-lib.h>

#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-blue.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-news.h"

/* A form that waits for somebody's word is asked for every five minutes for an hour, then with all others, hourly. */
#define FRESH G_TIME_SPAN_HOUR

/* The red invoice comes by itself with most providers; after so many questions it is asked for. */
#define QUESTIONS_BEFORE_ISSUE 3

/* While nobody is signed in an action is tried again now and then: it cannot be parked among what is entered. */
#define SIGNED_OUT_WAIT G_TIME_SPAN_MINUTE

/** pd_platform_read_form: @form: (out) (transfer full): of an entry of the ledger: it is an error when it is not there */
gboolean
pd_platform_read_form (PdPlatform *platform,
                       const char *tenant,
                       const char *id,
                       PdRecord **form,
                       GError **error)
{
  if (!pd_platform_read_record (platform, tenant, &pd_red_form_type, id, form, error))
    return FALSE;
  if (*form == NULL)
    g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_BUG, "A submission has no form.");
  return *form != NULL;
}

/** pd_platform_red_invoice_id: Returns: (transfer full): one form has one red invoice: its id is the same wherever it is made */
char *
pd_platform_red_invoice_id (const char *tenant, const char *form)
{
  g_autofree char *text = g_strdup_printf ("red invoice\n%s\n%s", tenant, form);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

static gboolean
is_state (const PdRecord *form, const char *state)
{
  return g_strcmp0 (pd_record_get_state (form), state) == 0;
}

/* Whether the bureau has it: it has a status of its own that is not about the entering. */
static gboolean
is_entered (const PdRecord *form)
{
  return is_state (form, PD_RED_FORM_STATE_THEIR_WORD) || is_state (form, PD_RED_FORM_STATE_OUR_WORD) ||
         is_state (form, PD_RED_FORM_STATE_CONFIRMED);
}

static gboolean
tell_of (PdPlatformChange *change, const PdPlatformEntry *entry, const PdPlatformNews *news, GError **error)
{
  g_autoptr (PdRecord) form = NULL;
  g_autoptr (PdRecord) before = NULL;

  if (!pd_platform_read_form (change->platform, change->tenant, entry->record, &form, error))
    return FALSE;
  before = pd_record_copy (form);
  return pd_platform_tell (change, form, before, news, error);
}

/** pd_platform_tell_form_sent: the intent: the bureau is going to be sent this. */
gboolean
pd_platform_tell_form_sent (PdPlatformChange *change,
                            const PdPlatformEntry *entry,
                            PdRecord *form,
                            GError **error)
{
  const PdPlatformNews news = { .state = PD_RED_FORM_STATE_SUBMITTED, .next = PD_INVOICE_NEXT_QUERY };
  g_autoptr (PdRecord) before = pd_record_copy (form);

  return pd_platform_tell (change, form, before, &news, error);
}

/** pd_platform_tell_form_waiting: it is not sent because nobody is signed in at the bureau. */
gboolean
pd_platform_tell_form_waiting (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error)
{
  const PdPlatformNews news = {
    .state = PD_RED_FORM_STATE_SIGN_IN,
    .next = PD_INVOICE_NEXT_SIGN_IN,
    .reason = _ ("The tax bureau wants somebody to sign in. This form waits for it and is sent by "
                 "itself afterwards.")
  };

  return tell_of (change, entry, &news, error);
}

/** pd_platform_tell_form_released: what it waited for is there; it is sent. */
gboolean
pd_platform_tell_form_released (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error)
{
  const PdPlatformNews news = { .state = PD_RED_FORM_STATE_QUEUED,
                                .next = PD_INVOICE_NEXT_SEND,
                                .next_at = change->now };

  return tell_of (change, entry, &news, error);
}

/** pd_platform_tell_form_interrupted: the platform was stopped after it had written the intent down. */
gboolean
pd_platform_tell_form_interrupted (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error)
{
  const PdPlatformNews news = {
    .state = PD_RED_FORM_STATE_UNKNOWN,
    .next = PD_INVOICE_NEXT_QUERY,
    .next_at = change->now,
    .reason = _ ("The platform was stopped before the tax bureau answered. The tax bureau is being asked.")
  };

  return tell_of (change, entry, &news, error);
}

/** pd_platform_tell_form_stranger: it was entered through a gateway that the company does not have any more: it stays as it is. */
gboolean
pd_platform_tell_form_stranger (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error)
{
  g_autofree char *reason =
      PD_PLATFORM_ENTRY_OF_NOBODY (entry)
          ? g_strdup (_ ("It is of the time before the platform lost its data, and nothing here says through "
                         "which gateway it came. Look at the tax bureau's own pages for it."))
          : g_strdup_printf (
                _ ("It came through the gateway %s, which this company does not use any more, and no other "
                   "is asked for it. Look at the tax bureau's own pages for it, or connect that gateway "
                   "again."),
                entry->gateway);
  const PdPlatformNews news = { .next = PD_INVOICE_NEXT_CONFIGURE, .reason = reason };

  return tell_of (change, entry, &news, error);
}

static gboolean
settle (PdPlatformChange *change,
        const PdPlatformEntry *entry,
        const char *state,
        const char *step,
        gint64 wait,
        const PdGatewayAnswer *answer,
        GError **error)
{
  return pd_platform_ledger_settle (change->platform, change->tenant, entry, state, step, wait, answer,
                                    error);
}

/* The numbers and times that the bureau gives it, whatever else it says. */
static void
take_words (PdPlatformChange *change, PdRecord *form, const PdGatewayAnswer *answer)
{
  if (answer->form_number != NULL)
    pd_record_set_text (form, PD_RED_FORM_NUMBER, answer->form_number);
  if (answer->form_uuid != NULL)
    pd_record_set_text (form, PD_RED_FORM_UUID, answer->form_uuid);
  if (answer->form_status != NULL)
    pd_record_set_text (form, PD_RED_FORM_STATUS, answer->form_status);
  if (answer->confirmed_at > 0)
    pd_record_set_integer (form, PD_RED_FORM_CONFIRMED_AT, answer->confirmed_at);
}

static PdRecord *
make_red_invoice (PdPlatformChange *change,
                  const PdRecord *form,
                  const PdRecord *blue,
                  const PdGatewayAnswer *answer)
{
  g_autofree char *id = pd_platform_red_invoice_id (change->tenant, pd_record_get_id (form));
  PdRecord *red = pd_reversal_new_red_invoice (form, blue, id);
  gint64 expected = pd_record_get_integer (red, PD_INVOICE_GROSS_AMOUNT);

  pd_record_set_text (red, PD_INVOICE_STATE, PD_INVOICE_STATE_ISSUED);
  pd_record_set_text (red, PD_INVOICE_NUMBER, answer->number);
  pd_record_set_text (red, PD_INVOICE_ISSUE_DATE, answer->issue_date);
  pd_record_set_integer (red, PD_INVOICE_ISSUED_AT, answer->issued_at);
  pd_record_set_text (red, PD_INVOICE_SUBMISSION_KEY, pd_record_get_text (form, PD_RED_FORM_KEY));
  pd_record_set_text (red, PD_INVOICE_SUBMITTED_BY, pd_record_get_text (form, PD_RED_FORM_APPLIED_BY));
  if (pd_record_has (form, PD_RED_FORM_APPLIED_AT))
    pd_record_set_integer (red, PD_INVOICE_SUBMITTED_AT,
                           pd_record_get_integer (form, PD_RED_FORM_APPLIED_AT));
  pd_record_set_text (red, PD_INVOICE_NEXT_STEP, PD_INVOICE_NEXT_NOTHING);
  if (answer->drawer != NULL)
    pd_record_set_text (red, PD_INVOICE_DRAWER, answer->drawer);
  if (answer->specimen)
    pd_record_set_flag (red, PD_INVOICE_SPECIMEN, TRUE);
  /* What the bureau issued is the law, also where it is not what was asked for: then somebody has to look. */
  if (answer->gross_amount != 0 && answer->gross_amount != expected)
    {
      g_autofree char *theirs = pd_money_format (answer->gross_amount);
      g_autofree char *ours = pd_money_format (expected);
      g_autofree char *reason = g_strdup_printf (
          _ ("The tax bureau's red-letter invoice is of %1$s, and the form of %2$s. Compare them."), theirs,
          ours);

      pd_record_set_text (red, PD_INVOICE_REASON, reason);
      pd_record_set_text (red, PD_INVOICE_NEXT_STEP, PD_INVOICE_NEXT_DECIDE);
    }
  pd_invoice_add_stage (red, change->now, PD_INVOICE_STAGE_ISSUED, NULL, NULL, NULL);
  return red;
}

/* Red invoice, what is left of the blue one and the order's word are one transaction. */
static gboolean
write_red_invoice (PdPlatformChange *change, PdRecord *form, const PdGatewayAnswer *answer, GError **error)
{
  const char *blue_id = pd_record_get_text (form, PD_RED_FORM_BLUE_INVOICE_ID);
  g_autoptr (PdRecord) blue = NULL;
  g_autoptr (PdRecord) red = NULL;
  g_autoptr (PdRecord) existing = NULL;

  if (blue_id != NULL &&
      !pd_platform_read_record (change->platform, change->tenant, &pd_invoice_type, blue_id, &blue, error))
    return FALSE;
  red = make_red_invoice (change, form, blue, answer);
  pd_record_set_text (form, PD_RED_FORM_RED_INVOICE_ID, pd_record_get_id (red));
  if (!pd_platform_read_record (change->platform, change->tenant, &pd_invoice_type, pd_record_get_id (red),
                                &existing, error))
    return FALSE;
  /* Told twice, taken off once. */
  if (existing != NULL)
    return TRUE;
  if (!pd_platform_write_record (change, red, error))
    return FALSE;
  if (blue == NULL)
    return TRUE;
  pd_reversal_take_off (blue, form);
  return pd_platform_write_record (change, blue, error) && pd_platform_tell_reversed (change, blue, error);
}

static gboolean
finish_issued (PdPlatformChange *change,
               const PdPlatformEntry *entry,
               PdRecord *form,
               const PdRecord *before,
               const PdGatewayAnswer *answer,
               GError **error)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);
  const PdGatewayFunctions *functions = gateway != NULL ? pd_gateway_get_functions (gateway) : NULL;
  gboolean is_seller = g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_SIDE), PD_RED_FORM_SIDE_SELLER) == 0;
  gboolean has_files = is_seller && functions != NULL && functions->fetch_files != NULL;
  const PdPlatformNews news = { .state = PD_RED_FORM_STATE_ISSUED, .next = PD_INVOICE_NEXT_NOTHING };

  pd_record_set_text (form, PD_RED_FORM_RED_NUMBER, answer->number);
  pd_record_clear (form, PD_RED_FORM_DEADLINE);
  /* What we bought and somebody else reversed is no invoice of ours. */
  if (is_seller && !write_red_invoice (change, form, answer, error))
    return FALSE;
  return pd_platform_tell (change, form, before, &news, error) &&
         settle (change, entry, "issued", has_files ? "files" : "", 0, answer, error) &&
         pd_platform_ask_quota_soon (change, error);
}

static gboolean
finish_void (PdPlatformChange *change,
             const PdPlatformEntry *entry,
             PdRecord *form,
             const PdRecord *before,
             const PdGatewayAnswer *answer,
             const char *state,
             GError **error)
{
  const PdRedFormStatus *status = pd_red_form_status_find (pd_record_get_text (form, PD_RED_FORM_STATUS));
  const PdPlatformNews news = { .state = state,
                                .next = PD_INVOICE_NEXT_NOTHING,
                                .reason = answer->reason != NULL ? answer->reason
                                          : status != NULL       ? _ (status->label)
                                                                 : NULL };

  pd_record_clear (form, PD_RED_FORM_DEADLINE);
  return pd_platform_tell (change, form, before, &news, error) &&
         settle (change, entry, "failed", "", 0, answer, error);
}

/* Settles @entry as something that goes on. */
static gboolean
go_on (PdPlatformChange *change,
       const PdPlatformEntry *entry,
       PdRecord *form,
       const PdRecord *before,
       const PdGatewayAnswer *answer,
       const char *state,
       const char *step,
       gint64 wait,
       const PdPlatformNews *news,
       GError **error)
{
  PdPlatformNews timed = *news;

  if (timed.reason == NULL && !news->is_plain)
    timed.reason = answer->reason;
  if (*step != '\0' && timed.next_at == 0)
    timed.next_at = change->now + wait;
  return pd_platform_tell (change, form, before, &timed, error) &&
         settle (change, entry, state, step, wait, answer, error);
}

/* The bureau's clock: it began when the form was entered, and only the bureau says that it has run out. */
static void
set_deadline (const PdPlatformChange *change, PdRecord *form)
{
  gint64 since = pd_record_has (form, PD_RED_FORM_APPLIED_AT)
                     ? pd_record_get_integer (form, PD_RED_FORM_APPLIED_AT)
                     : change->now;

  if (!pd_record_has (form, PD_RED_FORM_DEADLINE))
    pd_record_set_integer (form, PD_RED_FORM_DEADLINE, since + PD_RED_FORM_TIME_TO_CONFIRM);
}

/* It waits for somebody's word: asked for at ease, and at the deadline. */
static gboolean
finish_word (PdPlatformChange *change,
             const PdPlatformEntry *entry,
             PdRecord *form,
             const PdRecord *before,
             const PdGatewayAnswer *answer,
             const char *state,
             GError **error)
{
  gboolean is_ours = g_str_equal (state, PD_RED_FORM_STATE_OUR_WORD);
  const PdPlatformNews news = { .state = state,
                                .next = is_ours ? PD_INVOICE_NEXT_DECIDE : PD_INVOICE_NEXT_QUERY,
                                .is_plain = TRUE };
  gboolean is_fresh;
  gint64 deadline;

  set_deadline (change, form);
  deadline = pd_record_get_integer (form, PD_RED_FORM_DEADLINE);
  is_fresh = change->now < deadline - PD_RED_FORM_TIME_TO_CONFIRM + FRESH;
  if (!go_on (change, entry, form, before, answer, "sent", is_fresh ? "query" : "", PD_PLATFORM_LONGEST_WAIT,
              &news, error))
    return FALSE;
  return pd_platform_account_ask_forms (change->platform, change->tenant,
                                        deadline > change->now
                                            ? MIN (deadline, change->now + G_TIME_SPAN_HOUR)
                                            : change->now + G_TIME_SPAN_HOUR,
                                        error);
}

/* Confirmed, or in no need of it: the red invoice is to come. The seller's side asks for it when it does not. */
static gboolean
finish_confirmed (PdPlatformChange *change,
                  const PdPlatformEntry *entry,
                  PdRecord *form,
                  const PdRecord *before,
                  const PdGatewayAnswer *answer,
                  GError **error)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);
  gboolean may_ask = gateway != NULL && pd_gateway_get_functions (gateway)->act_on_form != NULL &&
                     g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_SIDE), PD_RED_FORM_SIDE_SELLER) == 0;
  gboolean is_time =
      may_ask && (answer->next == PD_GATEWAY_NEXT_SEND ||
                  (g_str_equal (entry->step, "query") && entry->tries >= QUESTIONS_BEFORE_ISSUE &&
                   entry->tries % QUESTIONS_BEFORE_ISSUE == 0));
  const PdPlatformNews news = { .state = PD_RED_FORM_STATE_CONFIRMED,
                                .next = is_time ? PD_INVOICE_NEXT_SEND : PD_INVOICE_NEXT_QUERY,
                                .is_plain = TRUE };

  pd_record_clear (form, PD_RED_FORM_DEADLINE);
  if (!pd_record_has (form, PD_RED_FORM_CONFIRMED_AT) &&
      g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_STATUS), "04") == 0)
    pd_record_set_integer (form, PD_RED_FORM_CONFIRMED_AT, change->now);
  return go_on (change, entry, form, before, answer, "sent", "query", pd_platform_back_off (entry, answer),
                &news, error) &&
         (!is_time ||
          pd_platform_ledger_act (change->platform, change->tenant, entry->record, "issue ", error));
}

/* An action of which nobody knows whether it arrived: where the form stands as it did before, it did not, or makes no
 * difference a second time: a person has said it, and it is done. */
static gboolean
is_action_open (const PdPlatformEntry *entry, const PdRecord *form)
{
  g_auto (GStrv) words = g_strsplit (entry->action != NULL ? entry->action : "", " ", 2);

  if (words[0] == NULL || !g_str_equal (entry->step, "query"))
    return FALSE;
  return g_str_equal (words[0], "issue") ? is_state (form, PD_RED_FORM_STATE_CONFIRMED)
                                         : pd_red_form_may (form, words[0]);
}

static gboolean
finish_sent (PdPlatformChange *change,
             const PdPlatformEntry *entry,
             PdRecord *form,
             const PdRecord *before,
             const PdGatewayAnswer *answer,
             GError **error)
{
  const char *state = pd_red_form_status_to_state (pd_record_get_text (form, PD_RED_FORM_STATUS),
                                                   pd_record_get_text (form, PD_RED_FORM_SIDE));
  const PdPlatformNews news = { .state = is_entered (form) ? NULL : PD_RED_FORM_STATE_SUBMITTED,
                                .next = PD_INVOICE_NEXT_QUERY };
  const PdPlatformNews again = { .next = PD_INVOICE_NEXT_SEND, .is_plain = TRUE };
  const PdPlatformNews asked = { .next = PD_INVOICE_NEXT_QUERY };

  /* The provider has taken what was said, or refused it, and not told what became of the form. */
  if (g_str_equal (entry->step, "act") && answer->form_status == NULL)
    return go_on (change, entry, form, before, answer, "sent", "query", pd_platform_back_off (entry, answer),
                  &asked, error);
  if (g_strcmp0 (state, pd_record_get_state (form)) == 0 && is_action_open (entry, form))
    return go_on (change, entry, form, before, answer, "sent", "act", pd_platform_back_off (entry, answer),
                  &again, error);
  if (g_strcmp0 (state, PD_RED_FORM_STATE_THEIR_WORD) == 0 ||
      g_strcmp0 (state, PD_RED_FORM_STATE_OUR_WORD) == 0)
    return finish_word (change, entry, form, before, answer, state, error);
  if (g_strcmp0 (state, PD_RED_FORM_STATE_CONFIRMED) == 0)
    return finish_confirmed (change, entry, form, before, answer, error);
  if (g_strcmp0 (state, PD_RED_FORM_STATE_VOID) == 0)
    return finish_void (change, entry, form, before, answer, state, error);
  return go_on (change, entry, form, before, answer, "sent", "query", pd_platform_back_off (entry, answer),
                &news, error);
}

/* What was refused is the action, or the red invoice of a form that is in force: the form stands as it did. */
static gboolean
finish_refused_action (PdPlatformChange *change,
                       const PdPlatformEntry *entry,
                       PdRecord *form,
                       const PdRecord *before,
                       const PdGatewayAnswer *answer,
                       GError **error)
{
  const PdPlatformNews news = { .next = PD_INVOICE_NEXT_DECIDE };

  return go_on (change, entry, form, before, answer, "sent", "query", PD_PLATFORM_LONGEST_WAIT, &news, error);
}

static gboolean
finish_failed (PdPlatformChange *change,
               const PdPlatformEntry *entry,
               PdRecord *form,
               const PdRecord *before,
               const PdGatewayAnswer *answer,
               GError **error)
{
  const char *state =
      answer->form_status != NULL
          ? pd_red_form_status_to_state (answer->form_status, pd_record_get_text (form, PD_RED_FORM_SIDE))
          : NULL;

  if (g_strcmp0 (state, PD_RED_FORM_STATE_VOID) == 0)
    return finish_void (change, entry, form, before, answer, state, error);
  if (g_str_equal (entry->step, "act") || is_entered (form))
    return finish_refused_action (change, entry, form, before, answer, error);
  return finish_void (change, entry, form, before, answer, PD_RED_FORM_STATE_FAILED, error);
}

/* Nobody is signed in. What is to be entered waits; an action is tried again, as it cannot be sent as if it were new. */
static gboolean
finish_waiting (PdPlatformChange *change,
                const PdPlatformEntry *entry,
                PdRecord *form,
                const PdRecord *before,
                const PdGatewayAnswer *answer,
                GError **error)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);
  gboolean enters = !g_str_equal (entry->step, "act") && !is_entered (form);
  const PdPlatformNews news = { .state = enters ? PD_RED_FORM_STATE_SIGN_IN : NULL,
                                .next = PD_INVOICE_NEXT_SIGN_IN };

  if (gateway == NULL || pd_gateway_get_functions (gateway)->session == NULL)
    return go_on (change, entry, form, before, answer, enters ? "queued" : "sent",
                  enters ? "send" : entry->step, pd_platform_back_off (entry, answer), &news, error);
  return go_on (change, entry, form, before, answer, enters ? "waiting" : "sent", enters ? "" : entry->step,
                SIGNED_OUT_WAIT, &news, error) &&
         pd_platform_account_sign_out (change, answer->reason, error);
}

/* Nothing was taken, for certain. @entry was entered before when it is asked for, or acted on. */
static gboolean
finish_not_sent (PdPlatformChange *change,
                 const PdPlatformEntry *entry,
                 PdRecord *form,
                 const PdRecord *before,
                 const PdGatewayAnswer *answer,
                 GError **error)
{
  gboolean enters = !g_str_equal (entry->step, "act") && !is_entered (form);
  const PdPlatformNews again = { .state = enters ? PD_RED_FORM_STATE_QUEUED : NULL,
                                 .next = PD_INVOICE_NEXT_SEND };
  const PdPlatformNews held = { .state = enters ? PD_RED_FORM_STATE_QUEUED : NULL,
                                .next = PD_INVOICE_NEXT_CONFIGURE };
  const PdPlatformNews lost = { .next = PD_INVOICE_NEXT_DECIDE };

  if (answer->next == PD_GATEWAY_NEXT_SIGN_IN)
    return finish_waiting (change, entry, form, before, answer, error);
  if (answer->next == PD_GATEWAY_NEXT_FIX)
    return finish_failed (change, entry, form, before, answer, error);
  if (answer->next == PD_GATEWAY_NEXT_CONFIGURE)
    return go_on (change, entry, form, before, answer, enters ? "held" : "sent", enters ? "" : entry->step,
                  pd_platform_back_off (entry, answer), &held, error) &&
           pd_platform_account_hold (change, answer->reason, error);
  if (enters)
    return go_on (change, entry, form, before, answer, "queued", "send", pd_platform_back_off (entry, answer),
                  &again, error);
  if (g_str_equal (entry->step, "act"))
    return go_on (change, entry, form, before, answer, "sent", "act", pd_platform_back_off (entry, answer),
                  &again, error);
  /* A form that was there is not there: nothing is entered anew by a machine. */
  return go_on (change, entry, form, before, answer, "unknown", "query", PD_PLATFORM_LONGEST_WAIT, &lost,
                error);
}

static gboolean
finish_unknown (PdPlatformChange *change,
                const PdPlatformEntry *entry,
                PdRecord *form,
                const PdRecord *before,
                const PdGatewayAnswer *answer,
                GError **error)
{
  const PdPlatformNews news = { .state = is_entered (form) ? NULL : PD_RED_FORM_STATE_UNKNOWN,
                                .next = answer->next == PD_GATEWAY_NEXT_DECIDE ? PD_INVOICE_NEXT_DECIDE
                                                                               : PD_INVOICE_NEXT_QUERY };
  gint64 wait = answer->next == PD_GATEWAY_NEXT_DECIDE ? PD_PLATFORM_LONGEST_WAIT
                                                       : pd_platform_back_off (entry, answer);

  if (!go_on (change, entry, form, before, answer, "unknown", "query", wait, &news, error))
    return FALSE;
  if (answer->next == PD_GATEWAY_NEXT_SIGN_IN)
    return pd_platform_account_sign_out (change, answer->reason, error);
  return answer->next != PD_GATEWAY_NEXT_CONFIGURE ||
         pd_platform_account_hold (change, answer->reason, error);
}

/**
 * pd_platform_finish_form:
 * @entry: as it was leased: its step says what was asked
 *
 * Writes down what the bureau said of a form: the form, its red invoice, the blue one, the order and the ledger, in the
 * caller's transaction. An unknown outcome stays unknown until a query says more.
 */
gboolean
pd_platform_finish_form (PdPlatformChange *change,
                         const PdPlatformEntry *entry,
                         const PdGatewayAnswer *answer,
                         GError **error)
{
  g_autoptr (PdRecord) form = NULL;
  g_autoptr (PdRecord) before = NULL;

  if (!pd_platform_read_form (change->platform, change->tenant, entry->record, &form, error))
    return FALSE;
  before = pd_record_copy (form);
  take_words (change, form, answer);
  switch (answer->state)
    {
    case PD_GATEWAY_ISSUED:
      return finish_issued (change, entry, form, before, answer, error);
    case PD_GATEWAY_FAILED:
      return finish_failed (change, entry, form, before, answer, error);
    case PD_GATEWAY_WAITING:
      return finish_waiting (change, entry, form, before, answer, error);
    case PD_GATEWAY_NOT_SENT:
      return finish_not_sent (change, entry, form, before, answer, error);
    case PD_GATEWAY_SENT:
      return finish_sent (change, entry, form, before, answer, error);
    case PD_GATEWAY_UNKNOWN:
    default:
      return finish_unknown (change, entry, form, before, answer, error);
    }
}
