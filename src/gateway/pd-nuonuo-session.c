/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-nuonuo-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "gateway/pd-gateway-budget.h"

#define CERTIFICATION "nuonuo.OpeMplatform.getCertificationStatus"
#define QR_CODE "nuonuo.OpeMplatform.getQrCode"
#define VERIFY "nuonuo.OpeMplatform.verifyComplete"

/* queryType of the three calls */
#define ASK_FACE "1"
#define ASK_LOGIN "2"
#define NEW_FACE_CODE "0"
#define GET_FACE_CODE "1"
#define NEW_LOGIN_CODE "2"
#define GET_LOGIN_CODE "3"
#define SEND_SMS "4"
#define CONFIRM_SCAN "0"
#define ENTER_SMS "2"
#define ASK_SMS "3"

#define CODE_WAIT (3 * G_TIME_SPAN_SECOND)

/* Every way of signing in uses up the same. */
static const PdGatewayBudget budget = { PD_NUONUO_SIGN_INS_A_DAY, PD_GATEWAY_BUDGET_DAY,
                                        PD_NUONUO_SIGN_IN_APART };

static PdGatewaySession *
new_session (PdGatewaySessionState state, PdGatewayNext next, const char *reason)
{
  PdGatewaySession *session = g_new0 (PdGatewaySession, 1);

  session->state = state;
  session->next = next;
  session->reason = g_strdup (reason);
  return session;
}

static PdGatewaySession *
session_failed (const PdNuonuoReply *reply)
{
  g_autoptr (PdGatewayAnswer) answer = pd_nuonuo_answer_asked (reply);
  PdGatewaySession *session = new_session (PD_GATEWAY_SESSION_UNKNOWN, answer->next, answer->reason);

  session->wait = answer->wait;
  return session;
}

/* @code: (nullable): the code of the SMS, which alone travels as a number. */
static gboolean
call (PdNuonuo *self,
      const char *method,
      const char *type,
      const char *code,
      PdNuonuoReply *reply,
      GCancellable *cancellable)
{
  g_autoptr (GString) body = g_string_new ("{");

  pd_nuonuo_put (body, "queryType", type);
  pd_nuonuo_put_account (self, body);
  if (code != NULL)
    {
      pd_nuonuo_put_name (body, "verifyCode");
      g_string_append (body, code);
    }
  g_string_append_c (body, '}');
  return pd_nuonuo_call (self, method, body->str, reply, cancellable);
}

/* --- the code that waits for a person; within the mutex */

static void
set_code (PdNuonuo *self, gint64 now, gboolean by_sms, gboolean by_face)
{
  g_clear_pointer (&self->qr_code, g_free);
  self->code_until = now + PD_NUONUO_QR_LIFE;
  self->by_sms = by_sms;
  self->by_face = by_face;
}

static void
clear_code (PdNuonuo *self)
{
  g_clear_pointer (&self->qr_code, g_free);
  self->code_until = 0;
}

static void
read_code (PdNuonuo *self, const PdWireValue *result)
{
  char *qr_code = pd_nuonuo_read_text (result, "qrCode");
  gint64 until;

  if (qr_code == NULL)
    qr_code = pd_nuonuo_read_text (result, "qrCodeUrl");
  if (qr_code == NULL)
    return;
  g_free (self->qr_code);
  self->qr_code = qr_code;
  if (pd_nuonuo_read_time (result, "endTime", &until))
    self->code_until = MIN (until, self->code_until);
}

static PdGatewaySession *
session_with_code (PdNuonuo *self, const char *account)
{
  PdGatewaySession *session = new_session (PD_GATEWAY_SESSION_CODE, PD_GATEWAY_NEXT_QUERY, NULL);

  session->wait = CODE_WAIT;
  session->account = g_strdup (account);
  session->by_sms = self->by_sms;
  session->qr_code = g_strdup (self->qr_code);
  session->expires_at = self->code_until;
  if (self->by_face)
    session->reason = g_strdup (_ ("The bureau wants to see who issues: scan the code and show your face."));
  return session;
}

/* --- how it stands */

static PdGatewaySession *
session_in (PdNuonuo *self, const char *account)
{
  PdGatewaySession *session = new_session (PD_GATEWAY_SESSION_IN, PD_GATEWAY_NEXT_NOTHING, NULL);

  clear_code (self);
  session->account = g_strdup (account);
  return session;
}

/* Fetches the code that is shown, and says that it was scanned: the bureau knows whether it was. */
static PdGatewaySession *
look_after_code (PdNuonuo *self, const char *account, GCancellable *cancellable)
{
  g_auto (PdNuonuoReply) reply = { 0 };
  gint64 status = 0;

  if (!self->by_sms && self->qr_code == NULL)
    {
      g_auto (PdNuonuoReply) code = { 0 };

      if (call (self, QR_CODE, self->by_face ? GET_FACE_CODE : GET_LOGIN_CODE, NULL, &code, cancellable))
        read_code (self, code.result);
      return session_with_code (self, account);
    }
  if (!call (self, VERIFY, self->by_sms ? ASK_SMS : CONFIRM_SCAN, NULL, &reply, cancellable))
    return session_with_code (self, account);
  pd_nuonuo_read_integer (reply.result, "status", &status);
  if (status == 1)
    return session_in (self, account);
  if (status == 2)
    {
      g_autofree char *message = pd_nuonuo_read_text (reply.result, "message");

      if (!self->by_sms)
        clear_code (self);
      return new_session (PD_GATEWAY_SESSION_OUT, PD_GATEWAY_NEXT_SIGN_IN, message);
    }
  return session_with_code (self, account);
}

/* Signed in, but the bureau may want to recognise the person (实人认证) before it issues. */
static PdGatewaySession *
look_after_face (PdNuonuo *self, const char *account, GCancellable *cancellable)
{
  g_auto (PdNuonuoReply) reply = { 0 };
  gint64 status = 0;

  if (call (self, CERTIFICATION, ASK_FACE, NULL, &reply, cancellable))
    pd_nuonuo_read_integer (reply.result, "certificationStatus", &status);
  if (status != 2)
    return session_in (self, account);
  if (self->code_until > pd_nuonuo_now (self) && self->by_face)
    return look_after_code (self, account, cancellable);
  self->by_face = TRUE;
  return new_session (PD_GATEWAY_SESSION_OUT, PD_GATEWAY_NEXT_SIGN_IN,
                      _ ("The bureau wants to see who issues: scan the code and show your face."));
}

static PdGatewaySession *
ask (PdNuonuo *self, GCancellable *cancellable)
{
  g_auto (PdNuonuoReply) reply = { 0 };
  gint64 status = 0;

  if (!call (self, CERTIFICATION, ASK_LOGIN, NULL, &reply, cancellable))
    return session_failed (&reply);

  g_autofree char *account = pd_nuonuo_read_text (reply.result, "eleAccount");

  if (!pd_nuonuo_read_integer (reply.result, "certificationStatus", &status))
    return new_session (PD_GATEWAY_SESSION_UNKNOWN, PD_GATEWAY_NEXT_QUERY, NULL);
  if (status == 1)
    return look_after_face (self, account, cancellable);
  if (self->code_until > pd_nuonuo_now (self) && !self->by_face)
    return look_after_code (self, account, cancellable);
  clear_code (self);
  self->by_face = FALSE;

  PdGatewaySession *session = new_session (PD_GATEWAY_SESSION_OUT, PD_GATEWAY_NEXT_SIGN_IN, NULL);

  session->account = g_steal_pointer (&account);
  return session;
}

/* --- steps */

static char *
budget_name (PdNuonuo *self)
{
  return g_strconcat ("sign-in ", self->extension != NULL ? self->extension : "", NULL);
}

/* Who is not signed in sees how long it is until another code may be asked for. */
static void
tell_again (PdNuonuo *self, PdGatewaySession *session)
{
  g_autofree char *name = budget_name (self);
  gint64 now = pd_nuonuo_now (self);
  gint64 wait;

  if (session->state != PD_GATEWAY_SESSION_OUT && session->state != PD_GATEWAY_SESSION_CODE)
    return;
  wait = pd_gateway_budget_peek (self->book, name, &budget, now);
  session->again_at = wait > 0 ? now + wait : 0;
}

static PdGatewaySession *
start (PdNuonuo *self, gboolean by_sms, GCancellable *cancellable)
{
  g_autofree char *name = budget_name (self);
  gint64 now = pd_nuonuo_now (self);
  gint64 wait = pd_gateway_budget_take (self->book, name, &budget, now);
  gboolean by_face = self->by_face && !by_sms;
  g_auto (PdNuonuoReply) reply = { 0 };
  PdGatewaySession *session;

  if (wait != 0)
    {
      session =
          new_session (PD_GATEWAY_SESSION_OUT, PD_GATEWAY_NEXT_SIGN_IN,
                       /* That a minute has to pass in between is no fault: "again_at" tells when it has. */
                       wait <= PD_NUONUO_SIGN_IN_APART
                           ? NULL
                           : _ ("All codes of today are used up. Sign in at the bureau’s own pages."));
      /* The last one may still do. */
      if (self->code_until > now)
        {
          session->state = PD_GATEWAY_SESSION_CODE;
          session->qr_code = g_strdup (self->qr_code);
          session->by_sms = self->by_sms;
          session->expires_at = self->code_until;
        }
      return session;
    }
  if (!call (self, QR_CODE,
             by_sms    ? SEND_SMS
             : by_face ? NEW_FACE_CODE
                       : NEW_LOGIN_CODE,
             NULL, &reply, cancellable))
    {
      if (reply.outcome == PD_NUONUO_NOT_SENT)
        pd_gateway_budget_give_back (self->book, name, now);
      session = session_failed (&reply);
      if (session->next == PD_GATEWAY_NEXT_QUERY && reply.outcome == PD_NUONUO_REFUSED)
        session->next = PD_GATEWAY_NEXT_SIGN_IN;
      return session;
    }

  g_autofree char *account = pd_nuonuo_read_text (reply.result, "account");

  set_code (self, now, by_sms, by_face);
  read_code (self, reply.result);
  return session_with_code (self, account);
}

static PdGatewaySession *
enter (PdNuonuo *self, const char *code, GCancellable *cancellable)
{
  g_auto (PdNuonuoReply) reply = { 0 };
  gsize length = code != NULL ? strlen (code) : 0;
  gint64 status = 0;

  /* A number on the wire, whose leading zeros would be no JSON. */
  if (length == 0 || length > 8 || strspn (code, "0123456789") != length)
    return new_session (PD_GATEWAY_SESSION_CODE, PD_GATEWAY_NEXT_SIGN_IN, _ ("The code is of digits alone."));
  while (*code == '0' && code[1] != '\0')
    code++;
  if (!call (self, VERIFY, ENTER_SMS, code, &reply, cancellable))
    return session_failed (&reply);
  pd_nuonuo_read_integer (reply.result, "status", &status);

  g_autofree char *account = pd_nuonuo_read_text (reply.result, "account");
  g_autofree char *message = pd_nuonuo_read_text (reply.result, "message");

  if (status == 1)
    return session_in (self, account);
  if (status != 2)
    return session_with_code (self, account);

  PdGatewaySession *session = session_with_code (self, account);

  /* Wrong: the same SMS may be typed again while it is valid. */
  session->next = PD_GATEWAY_NEXT_SIGN_IN;
  session->reason = g_steal_pointer (&message);
  return session;
}

/**
 * pd_nuonuo_session:
 *
 * See PdGatewayFunctions.session.
 */
PdGatewaySession *
pd_nuonuo_session (gpointer data,
                   PdGatewaySessionAction action,
                   const char *argument,
                   GCancellable *cancellable)
{
  PdNuonuo *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->session_mutex);
  PdGatewaySession *session;

  switch (action)
    {
    case PD_GATEWAY_SESSION_START_QR:
      session = start (self, FALSE, cancellable);
      break;
    case PD_GATEWAY_SESSION_START_SMS:
      session = start (self, TRUE, cancellable);
      break;
    case PD_GATEWAY_SESSION_ENTER:
      session = enter (self, argument, cancellable);
      break;
    case PD_GATEWAY_SESSION_ASK:
    default:
      session = ask (self, cancellable);
      break;
    }
  tell_again (self, session);
  return session;
}
