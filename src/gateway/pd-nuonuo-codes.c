/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-nuonuo-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CONFIGURE PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_CONFIGURE
#define FIX PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX
#define ASK PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY

/* Every code that the provider's papers name, and what it says of an order that was to be issued. What the gateway
 * refuses (07…) has not come to the issuing at all; what its rules refuse was not taken, so that the same key may be
 * sent with the mended content. What does not say whether anything was taken leaves it unknown. */
static const PdNuonuoCode codes[] = {
  /* the application and its rights: nothing else will go through either */
  { "070101", CONFIGURE, N_ ("The application’s key or secret is wrong.") },
  { "070304", CONFIGURE, N_ ("The application’s key or secret is wrong.") },
  { "070305", CONFIGURE, N_ ("The application’s key or secret is wrong.") },
  { "070306", CONFIGURE, N_ ("The provider gives no more access tokens this month.") },
  { "070307", CONFIGURE, N_ ("The application is of another type than this connection expects.") },
  { "070601", CONFIGURE, N_ ("The application’s key or secret is wrong.") },
  { "E9300", CONFIGURE, N_ ("The seller’s tax number is not known to the provider.") },
  { "E9301", CONFIGURE, N_ ("The seller’s tax number is not known to the provider.") },
  { "E9302", CONFIGURE, N_ ("The seller’s tax number is not the one that this connection is for.") },
  { "E9338", CONFIGURE, N_ ("The application lacks the right to make this call.") },
  { "E1001", CONFIGURE, N_ ("The provider has no stock of invoices set up for this company.") },
  /* the content, of the whole invoice */
  { "E4000", FIX, N_ ("A value is missing or not written as the provider wants it.") },
  { "E9101", FIX, N_ ("The kind of invoice is not accepted.") },
  { "E9102", FIX, N_ ("The number of the blue invoice is wrong.") },
  { "E9103", FIX, N_ ("The invoice has been reversed already.") },
  { "E9104", FIX, N_ ("The mail address is too long.") },
  { "E9113", FIX, N_ ("The red invoice’s buyer is not the blue one’s.") },
  { "E9114", FIX, N_ ("The red invoice’s buyer is not the blue one’s.") },
  { "E9115", FIX, N_ ("The red invoice’s buyer is not the blue one’s.") },
  { "E9116", FIX, N_ ("The red invoice’s buyer is not the blue one’s.") },
  { "E9117", FIX, N_ ("The red invoice’s buyer is not the blue one’s.") },
  { "E9118", FIX, N_ ("The red invoice’s buyer is not the blue one’s.") },
  { "E9119", FIX, N_ ("The red invoice’s buyer is not the blue one’s.") },
  { "E9120", FIX, N_ ("The red invoice’s buyer is not the blue one’s.") },
  { "E9122", FIX, N_ ("The invoice has no lines.") },
  { "E9154", FIX, N_ ("The invoice would have to be split into too many.") },
  { "E9306", FIX, N_ ("The buyer’s tax number is wrong.") },
  { "E9307", FIX, N_ ("The buyer’s tax number is wrong.") },
  { "E9607", FIX, N_ ("The buyer’s tax number is wrong.") },
  /* the content, of a line */
  { "E9105", FIX, N_ ("A discount does not follow the line that it is of.") },
  { "E9107", FIX, N_ ("A discount does not follow the line that it is of.") },
  { "E9108", FIX, N_ ("A discount is larger than the line that it is of.") },
  { "E9110", FIX, N_ ("A discount has another name or rate than the line that it is of.") },
  { "E9111", FIX, N_ ("A line has more than one discount.") },
  { "E9112", FIX, N_ ("A discount has another name or rate than the line that it is of.") },
  { "E9121", FIX, N_ ("A tax classification code is wrong.") },
  { "E9138", FIX, N_ ("A tax classification code is wrong.") },
  { "E9123", FIX, N_ ("A line without a price needs its three amounts.") },
  { "E9124", FIX, N_ ("An amount, a price or a quantity is not written as the provider wants it.") },
  { "E9125", FIX, N_ ("An amount, a price or a quantity is not written as the provider wants it.") },
  { "E9126", FIX, N_ ("An amount, a price or a quantity is not written as the provider wants it.") },
  { "E9127", FIX, N_ ("An amount, a price or a quantity is not written as the provider wants it.") },
  { "E9128", FIX, N_ ("An amount, a price or a quantity is not written as the provider wants it.") },
  { "E9129", FIX, N_ ("An amount, a price or a quantity is not written as the provider wants it.") },
  { "E9130", FIX, N_ ("Amount and tax of a line are not its total.") },
  { "E9131", FIX, N_ ("The tax of a line is not its amount times its rate.") },
  /* the key is there: it was taken before, and a query tells what became of it */
  { "E9106", PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, N_ ("The provider has this order already.") },
  /* about questions and retries: they say nothing of what was issued */
  { "E9500", ASK, N_ ("The provider does not find the order.") },
  { "E9601", ASK, N_ ("The provider could not look it up.") },
  { "E9611", ASK, N_ ("The question named no order.") },
  { "E9613", PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_DECIDE, N_ ("The order was retried too often today.") },
  /* anything at all: it may have been taken */
  { "E9999", ASK, N_ ("The provider failed without saying why.") },
};

/**
 * pd_nuonuo_get_codes:
 * @n_codes: (out): how many
 *
 * Returns: (transfer none): the table of codes
 */
const PdNuonuoCode *
pd_nuonuo_get_codes (guint *n_codes)
{
  *n_codes = G_N_ELEMENTS (codes);
  return codes;
}

/**
 * pd_nuonuo_find_code:
 * @code: (nullable): a code as pd_nuonuo_read_code() writes it
 *
 * Returns: (transfer none) (nullable): its row; %NULL for one that the papers do not name
 */
const PdNuonuoCode *
pd_nuonuo_find_code (const char *code)
{
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (codes[i].code, code))
      return &codes[i];
  return NULL;
}

/**
 * pd_nuonuo_wants_sign_in:
 * @text: (nullable): the bureau's sentence
 *
 * The provider has no code for a session that ended: it is told in the bureau's own words alone.
 *
 * Returns: whether the sentence asks for somebody to sign in
 */
gboolean
pd_nuonuo_wants_sign_in (const char *text)
{
  static const char *const words[] = { "未登录",   "未登陆",     "请登录",   "请先登录",   "重新登录",
                                       "登录失效", "登录已失效", "登录过期", "登录已过期", "扫码登录",
                                       "扫码认证", "实人认证",   "人脸识别", "身份认证" };

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (words); i++)
    if (strstr (text, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/**
 * pd_nuonuo_lacks_quota:
 * @text: (nullable): the bureau's sentence
 *
 * Nor is there a code for a quota (授信额度) that does not cover an invoice.
 *
 * Returns: whether the sentence says that nothing but the quota stands in the way
 */
gboolean
pd_nuonuo_lacks_quota (const char *text)
{
  static const char *const words[] = { "额度不足", "额度已用完", "超过授信额度", "超出授信额度" };

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (words); i++)
    if (strstr (text, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static PdGatewayAnswer *
answer_with (const PdNuonuoReply *reply, PdGatewayState state, PdGatewayNext next)
{
  const PdNuonuoCode *row = pd_nuonuo_find_code (reply->code);
  const char *reason = reply->reason != NULL ? reply->reason : row != NULL ? _ (row->why) : NULL;
  PdGatewayAnswer *answer = pd_gateway_answer_new (state, next, reason);

  answer->code = g_strdup (reply->code);
  answer->wait = reply->wait;
  return answer;
}

/**
 * pd_nuonuo_answer_submit:
 * @reply: of a call that may issue, and that did not say E0000
 *
 * What is known of the order after it.
 *
 * Returns: (transfer full): the answer
 */
PdGatewayAnswer *
pd_nuonuo_answer_submit (const PdNuonuoReply *reply)
{
  const PdNuonuoCode *row = pd_nuonuo_find_code (reply->code);

  if (reply->outcome == PD_NUONUO_NOT_SENT)
    return answer_with (reply, PD_GATEWAY_NOT_SENT, reply->next);
  /* Only a sentence of the issuing itself is about the session: of other codes it is a part of the explanation. */
  if (reply->outcome == PD_NUONUO_REFUSED && g_strcmp0 (reply->code, "E9999") == 0 &&
      pd_nuonuo_wants_sign_in (reply->reason))
    return answer_with (reply, PD_GATEWAY_WAITING, PD_GATEWAY_NEXT_SIGN_IN);
  if (reply->outcome == PD_NUONUO_REFUSED && row != NULL)
    return answer_with (reply, row->state, row->next);
  return answer_with (reply, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
}

/**
 * pd_nuonuo_answer_asked:
 * @reply: of a call that only asks, and that did not say E0000
 *
 * A question that failed says nothing of what it is about.
 *
 * Returns: (transfer full): UNKNOWN, with what is to be done so that it can be asked
 */
PdGatewayAnswer *
pd_nuonuo_answer_asked (const PdNuonuoReply *reply)
{
  const PdNuonuoCode *row = pd_nuonuo_find_code (reply->code);
  gboolean configure = reply->outcome == PD_NUONUO_NOT_SENT
                           ? reply->next == PD_GATEWAY_NEXT_CONFIGURE
                           : row != NULL && row->next == PD_GATEWAY_NEXT_CONFIGURE;

  return answer_with (reply, PD_GATEWAY_UNKNOWN,
                      configure ? PD_GATEWAY_NEXT_CONFIGURE : PD_GATEWAY_NEXT_QUERY);
}
