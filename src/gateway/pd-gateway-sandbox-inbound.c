/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox-private.h"

#include <glib/gi18n-lib.h>

#include "model/pd-date.h"
#include "model/pd-id.h"
#include "model/pd-red-form.h"

#define DAYS_OF_A_LIST 90

static const char *
other_side (const char *side)
{
  return g_str_equal (side, PD_RED_FORM_SIDE_SELLER) ? PD_RED_FORM_SIDE_BUYER : PD_RED_FORM_SIDE_SELLER;
}

static const char *
state_of (const PdSandboxForm *form)
{
  if (form->red != NULL)
    return PD_RED_FORM_STATE_ISSUED;
  if (g_str_equal (form->status, "02") || g_str_equal (form->status, "03"))
    return PD_RED_FORM_STATE_OUR_WORD;
  return g_str_equal (form->status, "01") || g_str_equal (form->status, "04") ? PD_RED_FORM_STATE_CONFIRMED
                                                                              : PD_RED_FORM_STATE_VOID;
}

/*< private >
 * pd_sandbox_describe_form: Returns: (transfer full): a form as its other side sees it
 */
PdRecord *
pd_sandbox_describe_form (const PdSandboxForm *form)
{
  PdRecord *record = pd_record_copy (form->content);
  g_autofree char *date = pd_date_in_china (form->entered_at);

  pd_record_set_text (record, PD_RED_FORM_NUMBER, form->number);
  pd_record_set_text (record, PD_RED_FORM_UUID, form->uuid);
  pd_record_set_text (record, PD_RED_FORM_STATUS, form->status);
  pd_record_set_text (record, PD_RED_FORM_STATE, state_of (form));
  pd_record_set_text (record, PD_RED_FORM_FORM_DATE, date);
  pd_record_set_text (record, PD_RED_FORM_ENTERED_BY, form->entered_by);
  pd_record_set_text (record, PD_RED_FORM_SIDE, form->own ? form->entered_by : other_side (form->entered_by));
  pd_record_set_text (record, PD_RED_FORM_KEY, form->key);
  pd_record_set_integer (record, PD_RED_FORM_APPLIED_AT, form->entered_at);
  if (form->deadline > 0)
    pd_record_set_integer (record, PD_RED_FORM_DEADLINE, form->deadline);
  if (form->confirmed_at > 0)
    pd_record_set_integer (record, PD_RED_FORM_CONFIRMED_AT, form->confirmed_at);
  pd_record_set_text (record, PD_RED_FORM_RED_NUMBER, form->red);
  return record;
}

/*< private >
 * pd_sandbox_read_forms:
 * @own: also those that we entered
 * @from: (nullable): with @to: of these days only
 *
 * Returns: (transfer full) (element-type PdRecord): oldest first
 */
GPtrArray *
pd_sandbox_read_forms (PdSandboxCall *call, gboolean own, const char *from, const char *to)
{
  GPtrArray *forms = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  sqlite3_stmt *statement = pd_gateway_book_query (call->sandbox->book,
                                                   "SELECT " PD_SANDBOX_FORM_COLUMNS
                                                   " FROM form WHERE own <= ? ORDER BY entered_at, number",
                                                   "i", (gint64) own);

  while (pd_sandbox_row (call, statement))
    {
      g_autoptr (PdSandboxForm) form = pd_sandbox_read_form (statement);
      g_autofree char *date = form != NULL ? pd_date_in_china (form->entered_at) : NULL;

      if (!pd_sandbox_check (call, form != NULL))
        break;
      if (from == NULL || (strcmp (date, from) >= 0 && strcmp (date, to) <= 0))
        g_ptr_array_add (forms, pd_sandbox_describe_form (form));
    }
  sqlite3_finalize (statement);
  return forms;
}

/*< private >
 * pd_sandbox_list_forms: see PdGatewayFunctions
 */
GPtrArray *
pd_sandbox_list_forms (gpointer self,
                       const char *from,
                       const char *to,
                       PdGatewayAnswer **failure,
                       GCancellable *cancellable)
{
  g_autoptr (GPtrArray) forms = NULL;
  g_autoptr (PdGatewayAnswer) why = NULL;
  PdSandboxCall call;

  if (!pd_sandbox_is_span (from, to, DAYS_OF_A_LIST))
    {
      *failure =
          pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_FIX, "查询日期不正确或跨度超过90天");
      return NULL;
    }
  if (pd_sandbox_begin (&call, self))
    {
      pd_sandbox_take_fault (&call, PD_GATEWAY_SANDBOX_LIST_FORMS);
      why = pd_sandbox_fail_reading (&call);
      if (why == NULL)
        forms = pd_sandbox_read_forms (&call, FALSE, from, to);
    }
  if (pd_sandbox_end (&call) && why == NULL)
    return g_steal_pointer (&forms);
  *failure = why != NULL
                 ? g_steal_pointer (&why)
                 : pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                          _ ("The training bureau's book cannot be read or written."));
  return NULL;
}
