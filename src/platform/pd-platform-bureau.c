/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-bureau.h"

#include <glib/gi18n-lib.h>

#include "model/pd-bureau.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-ledger.h"
#include "platform/pd-platform-outcome.h"

/* How often the session is asked for: while nobody is signed in, for somebody may do so on the bureau's own pages; while
 * somebody is, for a sign-in lapses; while a code waits to be scanned; and when it could not be asked for. */
#define WHILE_OUT G_TIME_SPAN_MINUTE
#define WHILE_IN (5 * G_TIME_SPAN_MINUTE)
#define WHILE_SCANNING (3 * G_TIME_SPAN_SECOND)
#define WHILE_SCANNING_LONGEST (10 * G_TIME_SPAN_SECOND)
#define AFTER_TROUBLE G_TIME_SPAN_MINUTE

void
pd_platform_account_clear (PdPlatformAccount *account)
{
  g_clear_pointer (&account->action, g_free);
  g_clear_pointer (&account->argument, g_free);
  g_clear_pointer (&account->list_from, g_free);
  g_clear_pointer (&account->list_to, g_free);
}

/** pd_platform_read_account: @account: (out): where the tenant has none yet, one without troubles */
gboolean
pd_platform_read_account (PdPlatform *platform,
                          const char *tenant,
                          PdPlatformAccount *account,
                          GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT next_call_at, is_held, is_out, session_action, session_argument,"
                             " coalesce (session_at, ?1), coalesce (quota_at, ?1), quota_refresh,"
                             " coalesce (forms_at, ?1), coalesce (test_at, ?1), connection,"
                             " coalesce (list_at, ?1), list_from, list_to"
                             " FROM bureau_account WHERE tenant = ?2",
                             "it", G_MAXINT64, tenant);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *account = (PdPlatformAccount){ .session_at = G_MAXINT64,
                                  .quota_at = G_MAXINT64,
                                  .forms_at = G_MAXINT64,
                                  .test_at = G_MAXINT64,
                                  .list_at = G_MAXINT64 };
  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  account->next_call_at = pd_platform_rows_integer (rows, 0);
  account->is_held = pd_platform_rows_integer (rows, 1) != 0;
  account->is_out = pd_platform_rows_integer (rows, 2) != 0;
  account->action = g_strdup (pd_platform_rows_text (rows, 3));
  account->argument = g_strdup (pd_platform_rows_text (rows, 4));
  account->session_at = pd_platform_rows_integer (rows, 5);
  account->quota_at = pd_platform_rows_integer (rows, 6);
  account->quota_refresh = pd_platform_rows_integer (rows, 7) != 0;
  account->forms_at = pd_platform_rows_integer (rows, 8);
  account->test_at = pd_platform_rows_integer (rows, 9);
  account->connection = pd_platform_rows_integer (rows, 10);
  account->list_at = pd_platform_rows_integer (rows, 11);
  account->list_from = g_strdup (pd_platform_rows_text (rows, 12));
  account->list_to = g_strdup (pd_platform_rows_text (rows, 13));
  return TRUE;
}

/* One a tenant, of an id that everybody computes alike. */
static char *
record_id (const char *tenant)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = g_strdup_printf ("bureau\n%s", tenant);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

/** pd_platform_account_ensure: the account's row, made when it is needed first. */
gboolean
pd_platform_account_ensure (PdPlatform *platform, const char *tenant, GError **error)
{
  g_autofree char *id = record_id (tenant);

  return pd_platform_sql_run (platform->sql, error,
                              "INSERT OR IGNORE INTO bureau_account (tenant, record) VALUES (?, ?)", "tt",
                              tenant, id);
}

/** pd_platform_read_bureau: @bureau: (out) (transfer full): what people see; a new one where there is none yet */
gboolean
pd_platform_read_bureau (PdPlatform *platform, const char *tenant, PdRecord **bureau, GError **error)
{
  g_autofree char *id = record_id (tenant);

  if (!pd_platform_read_record (platform, tenant, &pd_bureau_type, id, bureau, error))
    return FALSE;
  if (*bureau == NULL)
    {
      *bureau = pd_record_new (&pd_bureau_type, id);
      pd_record_set_text (*bureau, PD_BUREAU_SESSION, PD_BUREAU_SESSION_NONE);
      pd_record_set_text (*bureau, PD_BUREAU_AUTO_ISSUE, PD_BUREAU_RULE_NEVER);
    }
  return TRUE;
}

/** pd_platform_write_bureau: @before: as it was read; what says the same is not written again */
gboolean
pd_platform_write_bureau (PdPlatformChange *change, PdRecord *bureau, const PdRecord *before, GError **error)
{
  if (pd_record_get_revision (bureau) > 0 && pd_record_equal (bureau, before))
    return TRUE;
  change->batch = 0;
  return pd_platform_write_record (change, bureau, error);
}

/* Who may ask whether an invoice is genuine sees whether anybody can be asked. */
static gboolean
set_verifies (PdPlatformChange *change, PdRecord *bureau, GError **error)
{
  gint64 found = 0;

  if (!pd_platform_sql_get_integer (change->platform->sql, &found, error,
                                    "SELECT 1 FROM verify_account WHERE tenant = ?", "t", change->tenant))
    return FALSE;
  if (found != 0)
    pd_record_set_flag (bureau, PD_BUREAU_VERIFIES, TRUE);
  else
    pd_record_clear (bureau, PD_BUREAU_VERIFIES);
  return TRUE;
}

/** pd_platform_tell_verifies: in the transaction that sets verification up, or forgets it */
gboolean
pd_platform_tell_verifies (PdPlatformChange *change, GError **error)
{
  g_autoptr (PdRecord) bureau = NULL;
  g_autoptr (PdRecord) before = NULL;

  if (!pd_platform_account_ensure (change->platform, change->tenant, error) ||
      !pd_platform_read_bureau (change->platform, change->tenant, &bureau, error))
    return FALSE;
  before = pd_record_copy (bureau);
  return set_verifies (change, bureau, error) && pd_platform_write_bureau (change, bureau, before, error);
}

/* What the provider has no way for is said before anybody asks for it. */
static void
set_plain (PdRecord *bureau, PdGateway *gateway)
{
  PdGatewayLimits limits = { 0 };

  if (gateway != NULL)
    pd_gateway_get_limits (gateway, &limits);
  if (limits.plain)
    pd_record_set_flag (bureau, PD_BUREAU_PLAIN, TRUE);
  else
    pd_record_clear (bureau, PD_BUREAU_PLAIN);
}

/* Who is signed in, and what is left of the quota, was another provider's word, or another account's. */
static void
forget_words (PdRecord *bureau, const PdGatewayFunctions *functions)
{
  static const guint words[] = { PD_BUREAU_ACCOUNT,         PD_BUREAU_QR_CODE,
                                 PD_BUREAU_BY_SMS,          PD_BUREAU_CODE_EXPIRES_AT,
                                 PD_BUREAU_CODE_AGAIN_AT,   PD_BUREAU_REASON,
                                 PD_BUREAU_QUOTA_TOTAL,     PD_BUREAU_QUOTA_USED,
                                 PD_BUREAU_QUOTA_AVAILABLE, PD_BUREAU_QUOTA_AT };
  gboolean has_session = functions != NULL && functions->session != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    pd_record_clear (bureau, words[i]);
  pd_record_set_text (bureau, PD_BUREAU_SESSION,
                      has_session ? PD_BUREAU_SESSION_UNKNOWN : PD_BUREAU_SESSION_NONE);
}

/* @is_other: the connection is another one than before, if only by its account */
static gboolean
ensure_bureau (PdPlatformChange *change, gboolean is_other, GError **error)
{
  const char *name;
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);
  const PdGatewayFunctions *functions = gateway != NULL ? pd_gateway_get_functions (gateway) : NULL;
  g_auto (PdPlatformAccount) account = { 0 };
  g_autoptr (PdRecord) bureau = NULL;
  g_autoptr (PdRecord) before = NULL;

  if (!pd_platform_account_ensure (change->platform, change->tenant, error) ||
      !pd_platform_read_account (change->platform, change->tenant, &account, error) ||
      !pd_platform_read_bureau (change->platform, change->tenant, &bureau, error))
    return FALSE;
  before = pd_record_copy (bureau);
  name = gateway != NULL ? pd_gateway_get_name (gateway) : NULL;
  if (is_other || (pd_record_get_revision (bureau) > 0 &&
                   g_strcmp0 (pd_record_get_text (bureau, PD_BUREAU_GATEWAY), name) != 0))
    forget_words (bureau, functions);
  pd_record_set_text (bureau, PD_BUREAU_GATEWAY, name);
  set_plain (bureau, gateway);
  if (!set_verifies (change, bureau, error))
    return FALSE;
  /* What waits for a sign-in at the provider before goes on as well. */
  if (functions != NULL && (functions->session != NULL || account.is_out) &&
      !pd_platform_account_ask_session (change->platform, change->tenant, NULL, NULL, change->now, error))
    return FALSE;
  if (functions != NULL && functions->quota != NULL &&
      !pd_platform_account_ask_quota (change->platform, change->tenant, FALSE, change->now, error))
    return FALSE;
  if (functions != NULL && functions->list_forms != NULL &&
      !pd_platform_account_ask_forms (change->platform, change->tenant, change->now, error))
    return FALSE;
  return pd_platform_write_bureau (change, bureau, before, error);
}

/** pd_platform_account_release_state: @state: of the ledger: what waited in it is on its way again, and says so */
gboolean
pd_platform_account_release_state (PdPlatformChange *change, const char *state, GError **error)
{
  g_autoptr (GPtrArray) entries =
      pd_platform_ledger_list_state (change->platform, change->tenant, state, error);

  if (entries == NULL || !pd_platform_ledger_release (change, state, NULL, error))
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      change->batch = 0;
      if (!pd_platform_tell_released (change, g_ptr_array_index (entries, i), error))
        return FALSE;
    }
  return TRUE;
}

/* The quota may have been raised meanwhile: what waits for that is tried once. */
static gboolean
try_short (PdPlatformChange *change, GError **error)
{
  g_auto (PdPlatformAccount) account = { 0 };

  return pd_platform_read_account (change->platform, change->tenant, &account, error) &&
         (account.is_held || pd_platform_account_release_state (change, "held", error));
}

/** pd_platform_ensure_bureaus: at a server's start: every tenant has its account, and asks how it stands. In a transaction. */
gboolean
pd_platform_ensure_bureaus (PdPlatform *platform, GError **error)
{
  g_autoptr (GPtrArray) tenants = g_ptr_array_new_with_free_func (g_free);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  {
    g_autoptr (PdPlatformRows) rows =
        pd_platform_sql_query (platform->sql, error, "SELECT id FROM tenant ORDER BY id", "");

    while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
      g_ptr_array_add (tenants, g_strdup (pd_platform_rows_text (rows, 0)));
  }
  for (guint i = 0; i < tenants->len && step == PD_PLATFORM_STEP_DONE; i++)
    {
      PdPlatformChange change = { .platform = platform,
                                  .tenant = g_ptr_array_index (tenants, i),
                                  .now = pd_platform_get_now (platform) };

      if (!ensure_bureau (&change, FALSE, error) || !try_short (&change, error))
        return FALSE;
    }
  return step == PD_PLATFORM_STEP_DONE;
}

/**
 * pd_platform_account_connect:
 *
 * The tenant has another gateway than before: nothing of what the other one said is kept, and this one is tested and asked
 * how it stands. What the other one still answers is not heard, see pd_platform_account_is_current().
 */
gboolean
pd_platform_account_connect (PdPlatformChange *change, GError **error)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);
  g_autoptr (PdRecord) bureau = NULL;
  gint64 is_own = 0;

  if (!pd_platform_sql_get_integer (change->platform->sql, &is_own, error,
                                    "SELECT 1 FROM gateway_account WHERE tenant = ?", "t", change->tenant) ||
      !pd_platform_account_ensure (change->platform, change->tenant, error) ||
      !pd_platform_sql_run (change->platform->sql, error,
                            "UPDATE bureau_account SET is_out = 0, session_at = NULL, quota_at = NULL,"
                            " quota_left = NULL, session_action = NULL, connection = connection + 1"
                            " WHERE tenant = ?",
                            "t", change->tenant) ||
      !ensure_bureau (change, TRUE, error) ||
      !pd_platform_account_ask_test (change->platform, change->tenant, change->now, error) ||
      !pd_platform_read_bureau (change->platform, change->tenant, &bureau, error))
    return FALSE;
  pd_record_set_text (bureau, PD_BUREAU_CONNECTION,
                      gateway != NULL || is_own ? PD_BUREAU_CONNECTION_UNTRIED : NULL);
  pd_record_clear (bureau, PD_BUREAU_CONNECTION_AT);
  change->batch = 0;
  return pd_platform_write_record (change, bureau, error);
}

/** pd_platform_account_ask_test: @at: %G_MAXINT64: not any more */
gboolean
pd_platform_account_ask_test (PdPlatform *platform, const char *tenant, gint64 at, GError **error)
{
  return pd_platform_account_ensure (platform, tenant, error) &&
         pd_platform_sql_run (platform->sql, error,
                              "UPDATE bureau_account SET test_at = nullif (?, ?) WHERE tenant = ?", "iit", at,
                              G_MAXINT64, tenant);
}

/** pd_platform_finish_test: writes down whether the connection works; one that does not is for an administrator. */
gboolean
pd_platform_finish_test (PdPlatformChange *change, const PdGatewayAnswer *answer, GError **error)
{
  gboolean is_wrong = answer->next == PD_GATEWAY_NEXT_CONFIGURE;
  gboolean works = !is_wrong && answer->state == PD_GATEWAY_NOT_SENT;
  gboolean is_open = !is_wrong && !works;
  g_autoptr (PdRecord) bureau = NULL;

  if (!pd_platform_account_ask_test (change->platform, change->tenant,
                                     is_open ? change->now + MAX (answer->wait, AFTER_TROUBLE) : G_MAXINT64,
                                     error) ||
      !pd_platform_read_bureau (change->platform, change->tenant, &bureau, error))
    return FALSE;
  pd_record_set_text (bureau, PD_BUREAU_CONNECTION,
                      works     ? PD_BUREAU_CONNECTION_WORKS
                      : is_open ? PD_BUREAU_CONNECTION_UNTRIED
                                : PD_BUREAU_CONNECTION_FAILS);
  pd_record_set_integer (bureau, PD_BUREAU_CONNECTION_AT, change->now);
  pd_record_set_text (bureau, PD_BUREAU_REASON, works ? NULL : answer->reason);
  change->batch = 0;
  if (!pd_platform_write_record (change, bureau, error))
    return FALSE;
  return works || is_open || pd_platform_account_hold (change, answer->reason, error);
}

/** pd_platform_account_set_pace: @at: microseconds, when the provider may be called next */
gboolean
pd_platform_account_set_pace (PdPlatform *platform, const char *tenant, gint64 at, GError **error)
{
  return pd_platform_account_ensure (platform, tenant, error) &&
         pd_platform_sql_run (platform->sql, error,
                              "UPDATE bureau_account SET next_call_at = ? WHERE tenant = ?", "it", at,
                              tenant);
}

/** pd_platform_account_ask_session: @action: (nullable): "qr", "sms", "code"; @at: %G_MAXINT64: not any more */
gboolean
pd_platform_account_ask_session (PdPlatform *platform,
                                 const char *tenant,
                                 const char *action,
                                 const char *argument,
                                 gint64 at,
                                 GError **error)
{
  return pd_platform_account_ensure (platform, tenant, error) &&
         pd_platform_sql_run (platform->sql, error,
                              "UPDATE bureau_account SET session_action = ?, session_argument = ?,"
                              " session_at = nullif (?, ?) WHERE tenant = ?",
                              "ttiit", action, argument, at, G_MAXINT64, tenant);
}

/** pd_platform_account_ask_forms: @at: not later than what was asked for before; %G_MAXINT64: not any more */
gboolean
pd_platform_account_ask_forms (PdPlatform *platform, const char *tenant, gint64 at, GError **error)
{
  return pd_platform_account_ensure (platform, tenant, error) &&
         pd_platform_sql_run (platform->sql, error,
                              "UPDATE bureau_account SET forms_at = CASE WHEN ?1 < ?2"
                              " THEN min (coalesce (forms_at, ?1), ?1) END WHERE tenant = ?3",
                              "iit", at, G_MAXINT64, tenant);
}

/** pd_platform_account_ask_list: @from, @to: (nullable): business dates; %NULL leaves them. @at: %G_MAXINT64: not any more */
gboolean
pd_platform_account_ask_list (PdPlatform *platform,
                              const char *tenant,
                              const char *from,
                              const char *to,
                              gint64 at,
                              GError **error)
{
  return pd_platform_account_ensure (platform, tenant, error) &&
         pd_platform_sql_run (platform->sql, error,
                              "UPDATE bureau_account SET list_at = nullif (?, ?),"
                              " list_from = coalesce (?, list_from), list_to = coalesce (?, list_to)"
                              " WHERE tenant = ?",
                              "iittt", at, G_MAXINT64, from, to, tenant);
}

/** pd_platform_account_sign_out: the bureau wants a person to sign in; nothing is sent until somebody has. */
gboolean
pd_platform_account_sign_out (PdPlatformChange *change, const char *reason, GError **error)
{
  g_autoptr (PdRecord) bureau = NULL;
  g_autoptr (PdRecord) before = NULL;

  if (!pd_platform_account_ensure (change->platform, change->tenant, error) ||
      !pd_platform_read_bureau (change->platform, change->tenant, &bureau, error) ||
      !pd_platform_sql_run (change->platform->sql, error,
                            "UPDATE bureau_account SET is_out = 1, session_at = coalesce (session_at, ?)"
                            " WHERE tenant = ?",
                            "it", change->now, change->tenant))
    return FALSE;
  before = pd_record_copy (bureau);
  /* While a code waits somebody is at it already. */
  if (g_strcmp0 (pd_record_get_state (bureau), PD_BUREAU_SESSION_CODE) != 0)
    pd_record_set_text (bureau, PD_BUREAU_SESSION, PD_BUREAU_SESSION_OUT);
  pd_record_set_text (bureau, PD_BUREAU_REASON, reason);
  return pd_platform_write_bureau (change, bureau, before, error);
}

/** pd_platform_account_wonder: it takes long: is anybody signed in still? A step of signing in that waits comes first. */
gboolean
pd_platform_account_wonder (PdPlatformChange *change, GError **error)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);

  if (gateway == NULL || pd_gateway_get_functions (gateway)->session == NULL)
    return TRUE;
  return pd_platform_account_ensure (change->platform, change->tenant, error) &&
         pd_platform_sql_run (
             change->platform->sql, error,
             "UPDATE bureau_account SET session_at = coalesce (session_at, ?) WHERE tenant = ?", "it",
             change->now, change->tenant);
}

/** pd_platform_account_hold: an administrator has to mend the connection; until then the provider is not called. */
gboolean
pd_platform_account_hold (PdPlatformChange *change, const char *reason, GError **error)
{
  g_autoptr (PdRecord) bureau = NULL;
  g_autoptr (PdRecord) before = NULL;

  if (!pd_platform_account_ensure (change->platform, change->tenant, error) ||
      !pd_platform_read_bureau (change->platform, change->tenant, &bureau, error) ||
      !pd_platform_sql_run (change->platform->sql, error,
                            "UPDATE bureau_account SET is_held = 1 WHERE tenant = ?", "t", change->tenant))
    return FALSE;
  before = pd_record_copy (bureau);
  pd_record_set_flag (bureau, PD_BUREAU_HELD, TRUE);
  pd_record_set_text (bureau, PD_BUREAU_REASON, reason);
  return pd_platform_write_bureau (change, bureau, before, error);
}

/** pd_platform_account_release: the connection was mended, or is to be tried again: what was held is sent. */
gboolean
pd_platform_account_release (PdPlatformChange *change, GError **error)
{
  g_autoptr (PdRecord) bureau = NULL;
  g_autoptr (PdRecord) before = NULL;

  if (!pd_platform_account_ensure (change->platform, change->tenant, error) ||
      !pd_platform_read_bureau (change->platform, change->tenant, &bureau, error) ||
      !pd_platform_sql_run (change->platform->sql, error,
                            "UPDATE bureau_account SET is_held = 0 WHERE tenant = ?", "t", change->tenant))
    return FALSE;
  before = pd_record_copy (bureau);
  if (pd_record_get_flag (bureau, PD_BUREAU_HELD))
    pd_record_clear (bureau, PD_BUREAU_REASON);
  pd_record_clear (bureau, PD_BUREAU_HELD);
  return pd_platform_write_bureau (change, bureau, before, error) &&
         pd_platform_account_release_state (change, "held", error);
}

static const char *
session_word (PdGatewaySessionState state)
{
  static const char *const words[] = { PD_BUREAU_SESSION_NONE, PD_BUREAU_SESSION_UNKNOWN,
                                       PD_BUREAU_SESSION_OUT, PD_BUREAU_SESSION_CODE, PD_BUREAU_SESSION_IN };

  return words[state];
}

static void
tell_session (PdRecord *bureau, const PdGatewaySession *session)
{
  pd_record_set_text (bureau, PD_BUREAU_SESSION, session_word (session->state));
  if (session->account != NULL)
    pd_record_set_text (bureau, PD_BUREAU_ACCOUNT, session->account);
  pd_record_set_text (bureau, PD_BUREAU_REASON, session->reason);
  pd_record_clear (bureau, PD_BUREAU_QR_CODE);
  pd_record_clear (bureau, PD_BUREAU_BY_SMS);
  pd_record_clear (bureau, PD_BUREAU_CODE_EXPIRES_AT);
  pd_record_clear (bureau, PD_BUREAU_CODE_AGAIN_AT);
  if (session->again_at > 0)
    pd_record_set_integer (bureau, PD_BUREAU_CODE_AGAIN_AT, session->again_at);
  if (session->state != PD_GATEWAY_SESSION_CODE)
    return;
  pd_record_set_text (bureau, PD_BUREAU_QR_CODE, session->qr_code);
  if (session->by_sms)
    pd_record_set_flag (bureau, PD_BUREAU_BY_SMS, TRUE);
  pd_record_set_integer (bureau, PD_BUREAU_CODE_EXPIRES_AT, session->expires_at);
}

/* How it stands is asked for whatever became of another code: that one may not be asked for yet is told by "again_at". */
static gint64
next_session (const PdPlatformChange *change, const PdRecord *bureau, const PdGatewaySession *session)
{
  gboolean has_code =
      g_strcmp0 (pd_record_get_text (bureau, PD_BUREAU_SESSION), PD_BUREAU_SESSION_CODE) == 0 &&
      pd_record_get_integer (bureau, PD_BUREAU_CODE_EXPIRES_AT) > change->now;

  if (session->next == PD_GATEWAY_NEXT_CONFIGURE)
    return G_MAXINT64;
  switch (session->state)
    {
    case PD_GATEWAY_SESSION_NONE:
      return G_MAXINT64;
    case PD_GATEWAY_SESSION_IN:
      return session->expires_at > change->now
                 ? MIN (session->expires_at + G_TIME_SPAN_SECOND, change->now + WHILE_IN)
                 : change->now + WHILE_IN;
    case PD_GATEWAY_SESSION_CODE:
      return change->now + CLAMP (session->wait, WHILE_SCANNING, WHILE_SCANNING_LONGEST);
    case PD_GATEWAY_SESSION_OUT:
      return change->now + WHILE_OUT;
    case PD_GATEWAY_SESSION_UNKNOWN:
    default:
      /* Somebody is about to scan it, and it may be back at any moment. */
      return change->now + (has_code ? WHILE_SCANNING_LONGEST
                                     : CLAMP (session->wait, AFTER_TROUBLE, PD_PLATFORM_LONGEST_WAIT));
    }
}

/* A step of signing in that somebody asked for meanwhile is not forgotten over the answer to the one before. */
static gboolean
ask_session_again (PdPlatformChange *change, gint64 at, GError **error)
{
  return pd_platform_sql_run (change->platform->sql, error,
                              "UPDATE bureau_account SET session_at = nullif (?, ?) WHERE tenant = ?"
                              " AND session_action IS NULL",
                              "iit", at, G_MAXINT64, change->tenant);
}

/** pd_platform_account_is_current: @is_current: (out): whether the tenant has the same connection as when @account was read */
gboolean
pd_platform_account_is_current (PdPlatformChange *change,
                                const PdPlatformAccount *account,
                                gboolean *is_current,
                                GError **error)
{
  g_auto (PdPlatformAccount) now = { 0 };

  if (!pd_platform_read_account (change->platform, change->tenant, &now, error))
    return FALSE;
  *is_current = now.connection == account->connection;
  return TRUE;
}

/** pd_platform_finish_session: writes down how the session stands. One sign-in releases all that waits for it. */
gboolean
pd_platform_finish_session (PdPlatformChange *change, const PdGatewaySession *session, GError **error)
{
  g_autoptr (PdRecord) bureau = NULL;
  g_autoptr (PdRecord) before = NULL;
  gboolean is_in = session->state == PD_GATEWAY_SESSION_IN || session->state == PD_GATEWAY_SESSION_NONE;

  if (!pd_platform_read_bureau (change->platform, change->tenant, &bureau, error))
    return FALSE;
  before = pd_record_copy (bureau);
  /* That it could not be asked makes no code disappear that somebody is about to scan. */
  if (session->state != PD_GATEWAY_SESSION_UNKNOWN || pd_record_get_revision (bureau) == 0)
    tell_session (bureau, session);
  else
    pd_record_set_text (bureau, PD_BUREAU_REASON, session->reason);
  if (!ask_session_again (change, next_session (change, bureau, session), error) ||
      !pd_platform_write_bureau (change, bureau, before, error) ||
      (session->state != PD_GATEWAY_SESSION_UNKNOWN &&
       !pd_platform_ledger_hurry_cut (change->platform, change->tenant, error)))
    return FALSE;
  if (session->next == PD_GATEWAY_NEXT_CONFIGURE)
    return pd_platform_account_hold (change, session->reason, error);
  if (!is_in)
    return session->state == PD_GATEWAY_SESSION_UNKNOWN ||
           pd_platform_sql_run (change->platform->sql, error,
                                "UPDATE bureau_account SET is_out = 1 WHERE tenant = ?", "t", change->tenant);
  return pd_platform_sql_run (change->platform->sql, error,
                              "UPDATE bureau_account SET is_out = 0 WHERE tenant = ?", "t", change->tenant) &&
         pd_platform_account_release_state (change, "waiting", error);
}
