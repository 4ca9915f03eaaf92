/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox-session.h"

#include <glib/gi18n-lib.h>

#include "gateway/pd-gateway-budget.h"

#define ACCOUNT "培训开票员"

/* How long a code may be used. */
#define QR_LASTS (3 * G_TIME_SPAN_MINUTE)
#define SMS_LASTS (5 * G_TIME_SPAN_MINUTE)

/* Wrong codes until a code is good for nothing. */
#define MOST_TRIES 5

#define OUT "out"
#define CODE "code"
#define IN "in"

/*< private >
 * pd_sandbox_state_clear:
 */
void
pd_sandbox_state_clear (PdSandboxState *state)
{
  g_clear_pointer (&state->state, g_free);
  g_clear_pointer (&state->code, g_free);
  g_clear_pointer (&state->reason, g_free);
}

static void
read_state (PdSandboxCall *call, PdSandboxState *state)
{
  sqlite3_stmt *statement =
      pd_gateway_book_query (call->sandbox->book,
                             "SELECT state, by_sms, code, started_at, until, tries, reason FROM session", "");

  *state = (PdSandboxState){ 0 };
  if (pd_sandbox_row (call, statement))
    {
      state->state = pd_sandbox_column (statement, 0);
      state->by_sms = sqlite3_column_int (statement, 1) != 0;
      state->code = pd_sandbox_column (statement, 2);
      state->started_at = sqlite3_column_int64 (statement, 3);
      state->until = sqlite3_column_int64 (statement, 4);
      state->tries = sqlite3_column_int (statement, 5);
      state->reason = pd_sandbox_column (statement, 6);
    }
  else
    state->state = g_strdup (IN);
  sqlite3_finalize (statement);
}

static void
write_state (PdSandboxCall *call, const PdSandboxState *state)
{
  pd_sandbox_check (call, pd_gateway_book_run (call->sandbox->book,
                                               "INSERT OR REPLACE INTO session (id, state, by_sms, code,"
                                               " started_at, until, tries, reason)"
                                               " VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
                                               "titiiit", state->state, (gint64) state->by_sms, state->code,
                                               state->started_at, state->until, (gint64) state->tries,
                                               state->reason));
}

static void
set_state (PdSandboxCall *call, PdSandboxState *state, const char *word, gint64 until, const char *reason)
{
  /* The words may be the state's own. */
  g_autofree char *new_reason = g_strdup (reason);

  pd_sandbox_state_clear (state);
  state->state = g_strdup (word);
  state->reason = g_steal_pointer (&new_reason);
  state->by_sms = FALSE;
  state->started_at = call->now;
  state->until = until;
  state->tries = 0;
  write_state (call, state);
}

static void
set_in (PdSandboxCall *call, PdSandboxState *state, gint64 at)
{
  gint64 lasts = pd_sandbox_setting (call, PD_GATEWAY_SANDBOX_SET_SESSION_LASTS);

  set_state (call, state, IN, lasts > 0 ? at + lasts : 0, NULL);
}

/*< private >
 * pd_sandbox_read_state:
 * @state: (out): how the session stands now: a code that nobody used and a sign-in end by themselves
 */
void
pd_sandbox_read_state (PdSandboxCall *call, PdSandboxState *state)
{
  gint64 scan_after = pd_sandbox_setting (call, PD_GATEWAY_SANDBOX_SET_SCAN_AFTER);

  read_state (call, state);
  if (g_str_equal (state->state, CODE) && !state->by_sms && scan_after > 0 &&
      state->started_at + scan_after <= MIN (call->now, state->until))
    set_in (call, state, state->started_at + scan_after);
  if (state->until == 0 || state->until > call->now)
    return;
  if (g_str_equal (state->state, IN))
    set_state (call, state, OUT, 0, "登录已失效，请重新登录");
  else if (g_str_equal (state->state, CODE))
    set_state (call, state, OUT, 0, state->by_sms ? "验证码已过期，请重新获取" : "二维码已过期，请重新获取");
}

/*< private >
 * pd_sandbox_is_signed_in: Returns: whether what needs a person's sign-in is taken
 */
gboolean
pd_sandbox_is_signed_in (PdSandboxCall *call)
{
  PdSandboxState state;
  gboolean is_in;

  if (!call->sandbox->options.sessions)
    return TRUE;
  pd_sandbox_read_state (call, &state);
  is_in = g_str_equal (state.state, IN);
  pd_sandbox_state_clear (&state);
  return is_in;
}

/*< private >
 * pd_sandbox_sign_out: @reason: (nullable): the bureau's sentence
 */
void
pd_sandbox_sign_out (PdSandboxCall *call, const char *reason)
{
  PdSandboxState state = { 0 };

  set_state (call, &state, OUT, 0, reason);
  pd_sandbox_state_clear (&state);
}

/*< private >
 * pd_sandbox_sign_in: somebody did what the code asks for
 */
void
pd_sandbox_sign_in (PdSandboxCall *call)
{
  PdSandboxState state = { 0 };

  set_in (call, &state, call->now);
  pd_sandbox_state_clear (&state);
}

static PdGatewaySession *
describe (const PdSandboxCall *call, const PdSandboxState *state)
{
  PdGatewaySession *session = g_new0 (PdGatewaySession, 1);

  session->account = g_strdup (ACCOUNT);
  session->reason = g_strdup (state->reason);
  if (g_str_equal (state->state, IN))
    {
      session->state = PD_GATEWAY_SESSION_IN;
      session->expires_at = state->until;
    }
  else if (g_str_equal (state->state, OUT))
    {
      session->state = PD_GATEWAY_SESSION_OUT;
      session->next = PD_GATEWAY_NEXT_SIGN_IN;
    }
  else
    {
      session->state = PD_GATEWAY_SESSION_CODE;
      session->next = PD_GATEWAY_NEXT_QUERY;
      session->expires_at = state->until;
      session->by_sms = state->by_sms;
      /* What a phone that scans it finds says that it is practice. */
      if (!state->by_sms)
        session->qr_code = g_strdup_printf ("piaodan-training-sign-in:%s", state->code);
    }
  return session;
}

static void
start (PdSandboxCall *call, PdSandboxState *state, gboolean by_sms)
{
  g_autofree char *code = by_sms ? g_strdup_printf ("%06d", g_random_int_range (0, 1000000))
                                 : g_strdup_printf ("%08x%08x", g_random_int (), g_random_int ());

  pd_sandbox_state_clear (state);
  state->state = g_strdup (CODE);
  state->code = g_steal_pointer (&code);
  state->by_sms = by_sms;
  state->started_at = call->now;
  state->until = call->now + (by_sms ? SMS_LASTS : QR_LASTS);
  state->tries = 0;
  write_state (call, state);
}

static void
enter (PdSandboxCall *call, PdSandboxState *state, const char *code)
{
  if (!g_str_equal (state->state, CODE) || !state->by_sms)
    return;
  if (g_strcmp0 (state->code, code) == 0)
    set_in (call, state, call->now);
  else if (++state->tries >= MOST_TRIES)
    set_state (call, state, OUT, 0, "验证码错误次数过多，请重新获取");
  else
    {
      g_free (state->reason);
      state->reason = g_strdup ("验证码错误");
      write_state (call, state);
    }
}

static PdGatewaySession *
unknown (const char *reason, PdGatewayNext next)
{
  PdGatewaySession *session = g_new0 (PdGatewaySession, 1);

  session->state = PD_GATEWAY_SESSION_UNKNOWN;
  session->next = next;
  session->reason = g_strdup (reason);
  return session;
}

static PdGatewaySession *
step (PdSandboxCall *call, PdGatewaySessionAction action, const char *argument, gint64 denied)
{
  g_autoptr (PdGatewayAnswer) fault = NULL;
  PdGatewaySession *session;
  PdSandboxState state;

  pd_sandbox_take_fault (call, PD_GATEWAY_SANDBOX_SESSION);
  if ((fault = pd_sandbox_fail_reading (call)) != NULL)
    return unknown (fault->reason, fault->next);
  pd_sandbox_read_state (call, &state);
  if (action == PD_GATEWAY_SESSION_ENTER)
    enter (call, &state, argument);
  else if (action != PD_GATEWAY_SESSION_ASK && denied == 0)
    start (call, &state, action == PD_GATEWAY_SESSION_START_SMS);
  session = describe (call, &state);
  if (denied > 0)
    {
      /* That a minute has to pass in between is no fault: "again_at" tells when it has. */
      g_free (session->reason);
      session->reason = g_strdup (denied > PD_SANDBOX_SIGN_INS_APART ? "今日登录次数已达上限" : NULL);
    }
  pd_sandbox_state_clear (&state);
  return session;
}

/* Whoever is signed in already stays so, and needs no code. */
static gboolean
needs_code (PdSandbox *sandbox)
{
  PdSandboxState state = { 0 };
  gboolean is_in = FALSE;
  PdSandboxCall call;

  if (pd_sandbox_begin (&call, sandbox))
    {
      pd_sandbox_read_state (&call, &state);
      is_in = g_str_equal (state.state, IN);
    }
  pd_sandbox_state_clear (&state);
  return pd_sandbox_end (&call) && !is_in;
}

static const PdGatewayBudget budget = { .most = PD_SANDBOX_SIGN_INS_A_DAY,
                                        .window = PD_GATEWAY_BUDGET_DAY,
                                        .apart = PD_SANDBOX_SIGN_INS_APART };

/* Who is not signed in sees how long it is until another code may be asked for. */
static void
tell_again (PdSandbox *sandbox, PdGatewaySession *session)
{
  gint64 now = sandbox->options.now (sandbox->options.now_data);
  gint64 wait;

  if (session->state != PD_GATEWAY_SESSION_OUT && session->state != PD_GATEWAY_SESSION_CODE)
    return;
  wait = pd_gateway_budget_peek (sandbox->book, "sign-in", &budget, now);
  session->again_at = wait > 0 ? now + wait : 0;
}

/* A code is counted before it is shown, whether it is used or not. */
static gint64
count_code (PdSandbox *sandbox)
{
  gint64 wait = pd_gateway_budget_take (sandbox->book, "sign-in", &budget,
                                        sandbox->options.now (sandbox->options.now_data));

  return wait == PD_GATEWAY_BUDGET_FAILED ? PD_SANDBOX_SIGN_INS_APART : wait;
}

/*< private >
 * pd_sandbox_session: see PdGatewayFunctions
 */
PdGatewaySession *
pd_sandbox_session (gpointer self,
                    PdGatewaySessionAction action,
                    const char *argument,
                    GCancellable *cancellable)
{
  PdSandbox *sandbox = self;
  gboolean starts = action == PD_GATEWAY_SESSION_START_QR || action == PD_GATEWAY_SESSION_START_SMS;
  gboolean counts = starts && needs_code (sandbox);
  gint64 denied = counts ? count_code (sandbox) : 0;
  g_autoptr (PdGatewaySession) session = NULL;
  PdSandboxCall call;

  if (pd_sandbox_begin (&call, sandbox))
    session = step (&call, starts && !counts ? PD_GATEWAY_SESSION_ASK : action, argument, denied);
  if (!pd_sandbox_end (&call) || session == NULL)
    return unknown (_ ("The training bureau's book cannot be read or written."), PD_GATEWAY_NEXT_QUERY);
  tell_again (sandbox, session);
  return g_steal_pointer (&session);
}
