/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/form-bureau.h"

#include "model/pd-date.h"
#include "model/pd-invoice.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"

typedef struct
{
  char *key;
  char *uuid;
  char *number;
  char status[3];
  char *red_number;
  gint64 entered_at;
  PdRecord *inbound; /* (nullable) */
} BureauForm;

static void
bureau_form_free (gpointer data)
{
  BureauForm *form = data;

  g_free (form->key);
  g_free (form->uuid);
  g_free (form->number);
  g_free (form->red_number);
  g_clear_pointer (&form->inbound, pd_record_unref);
  g_free (form);
}

static void
get_limits (gpointer self, PdGatewayLimits *limits)
{
  *limits = (PdGatewayLimits){ .at_once = 1, .keys_a_query = 1, .lines = 2000 };
}

static PdGatewayAnswer *
issued (FormBureau *bureau, const char *number)
{
  PdGatewayAnswer *answer = pd_gateway_answer_new (PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NULL);

  answer->number = g_strdup (number);
  answer->issued_at = *bureau->now;
  answer->issue_date = pd_date_in_china (*bureau->now);
  return answer;
}

static PdGatewayAnswer *
submit (gpointer self, const PdGatewayRequest *request, GCancellable *cancellable)
{
  FormBureau *bureau = self;

  if (!g_hash_table_contains (bureau->invoices, request->key))
    g_hash_table_insert (bureau->invoices, g_strdup (request->key),
                         g_strdup_printf ("26442%015u", g_hash_table_size (bureau->invoices) + 1));
  return issued (bureau, g_hash_table_lookup (bureau->invoices, request->key));
}

static void
query (gpointer self,
       const PdGatewayKey *keys,
       guint n_keys,
       PdGatewayAnswer **answers,
       GCancellable *cancellable)
{
  FormBureau *bureau = self;

  for (guint i = 0; i < n_keys; i++)
    answers[i] = g_hash_table_contains (bureau->invoices, keys[i].key)
                     ? issued (bureau, g_hash_table_lookup (bureau->invoices, keys[i].key))
                     : pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND, NULL);
}

static void
issue (FormBureau *bureau, BureauForm *form)
{
  if (form->red_number == NULL)
    form->red_number = g_strdup_printf ("26442%015u", 900000 + ++bureau->n_red);
}

static PdGatewayAnswer *
tell (FormBureau *bureau, BureauForm *form)
{
  gboolean waits = g_str_equal (form->status, "02") || g_str_equal (form->status, "03");
  PdGatewayAnswer *answer;

  if (waits && *bureau->now >= form->entered_at + PD_RED_FORM_TIME_TO_CONFIRM)
    g_strlcpy (form->status, "07", sizeof form->status);
  if (form->red_number != NULL)
    answer = issued (bureau, form->red_number);
  else
    answer = pd_gateway_answer_new (PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, NULL);
  answer->form_status = g_strdup (form->status);
  answer->form_number = g_strdup (form->number);
  answer->form_uuid = g_strdup (form->uuid);
  return answer;
}

static void
settle_status (FormBureau *bureau, BureauForm *form, const char *status)
{
  g_strlcpy (form->status, status, sizeof form->status);
  if ((g_str_equal (status, "01") || g_str_equal (status, "04")) && !bureau->is_slow)
    issue (bureau, form);
}

static PdGatewayAnswer *
fail (FormFault fault)
{
  switch (fault)
    {
    case FORM_FAULT_TAKEN_IN:
      return pd_gateway_answer_new (PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, NULL);
    case FORM_FAULT_REFUSE:
      return pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, "税务局说不");
    case FORM_FAULT_UNAVAILABLE:
      return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND, NULL);
    case FORM_FAULT_SIGN_IN:
      return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SIGN_IN, NULL);
    case FORM_FAULT_NONE:
    case FORM_FAULT_LOSE_REQUEST:
    case FORM_FAULT_LOSE_ANSWER:
    default:
      return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, NULL);
    }
}

static PdGatewayAnswer *
apply_form (gpointer self, const PdGatewayForm *asked, GCancellable *cancellable)
{
  FormBureau *bureau = self;
  BureauForm *form = g_hash_table_lookup (bureau->forms, asked->key);
  FormFault fault = bureau->next_apply;

  bureau->next_apply = FORM_FAULT_NONE;
  g_assert_cmpuint (strlen (asked->key), ==, PD_RED_FORM_KEY_LENGTH);
  g_assert_cmpint (pd_record_get_integer (asked->form, PD_RED_FORM_GROSS_AMOUNT), <, 0);
  g_assert_cmpuint (asked->province, ==, 44);
  if (fault != FORM_FAULT_NONE && fault != FORM_FAULT_LOSE_ANSWER)
    return fail (fault);
  if (form == NULL)
    {
      bureau->n_applied++;
      form = g_new0 (BureauForm, 1);
      form->key = g_strdup (asked->key);
      form->uuid = g_strdup_printf ("uuid-%u", bureau->n_applied);
      form->number = g_strdup_printf ("440300%014u", bureau->n_applied);
      form->entered_at = *bureau->now;
      g_hash_table_insert (bureau->forms, g_strdup (asked->key), form);
      settle_status (bureau, form, bureau->needs_word ? "02" : "01");
    }
  return fault == FORM_FAULT_LOSE_ANSWER ? fail (fault) : tell (bureau, form);
}

static BureauForm *
find (FormBureau *bureau, const PdGatewayForm *asked)
{
  BureauForm *form = g_hash_table_lookup (bureau->forms, asked->key);
  const char *uuid = pd_record_get_text (asked->form, PD_RED_FORM_UUID);

  return form != NULL ? form : g_hash_table_lookup (bureau->forms, uuid != NULL ? uuid : "");
}

static PdGatewayAnswer *
query_form (gpointer self, const PdGatewayForm *asked, GCancellable *cancellable)
{
  FormBureau *bureau = self;
  BureauForm *form = find (bureau, asked);

  bureau->n_queries++;
  return form != NULL ? tell (bureau, form)
                      : pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND, NULL);
}

static PdGatewayAnswer *
act_on_form (gpointer self,
             const PdGatewayForm *asked,
             PdGatewayFormAction action,
             const char *reason,
             GCancellable *cancellable)
{
  FormBureau *bureau = self;
  BureauForm *form = find (bureau, asked);
  FormFault fault = bureau->next_action;

  bureau->next_action = FORM_FAULT_NONE;
  g_assert_nonnull (form);
  if (fault != FORM_FAULT_NONE && fault != FORM_FAULT_LOSE_ANSWER && fault != FORM_FAULT_TAKEN_IN)
    return fail (fault);
  switch (action)
    {
    case PD_GATEWAY_FORM_CONFIRM:
      g_assert_cmpstr (form->status, ==, "03");
      settle_status (bureau, form, "04");
      break;
    case PD_GATEWAY_FORM_REJECT:
      g_assert_cmpstr (reason, ==, "没有 这回事");
      settle_status (bureau, form, "06");
      break;
    case PD_GATEWAY_FORM_WITHDRAW:
      settle_status (bureau, form, g_str_equal (form->status, "02") ? "08" : "09");
      break;
    case PD_GATEWAY_FORM_ISSUE:
    default:
      issue (bureau, form);
      break;
    }
  return fault != FORM_FAULT_NONE ? fail (fault) : tell (bureau, form);
}

static GPtrArray *
list_forms (gpointer self,
            const char *from,
            const char *to,
            PdGatewayAnswer **failure,
            GCancellable *cancellable)
{
  FormBureau *bureau = self;
  GPtrArray *forms = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  GHashTableIter iter;
  gpointer value;

  g_assert_cmpstr (from, <, to);
  g_hash_table_iter_init (&iter, bureau->forms);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BureauForm *form = value;

      if (form->inbound == NULL)
        continue;
      pd_record_set_text (form->inbound, PD_RED_FORM_STATUS, form->status);
      g_ptr_array_add (forms, pd_record_copy (form->inbound));
    }
  return forms;
}

static PdGatewayAnswer *
fetch_files (gpointer self, const PdGatewayKey *key, GCancellable *cancellable)
{
  FormBureau *bureau = self;
  PdGatewayAnswer *answer = pd_gateway_answer_new (PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NULL);

  /* Of a form it is the red invoice's. */
  g_assert_true (g_hash_table_contains (bureau->invoices, key->key) ||
                 g_hash_table_contains (bureau->forms, key->key) ||
                 g_hash_table_contains (bureau->forms, key->serial));
  answer->files[PD_GATEWAY_FILE_XML] = g_bytes_new (key->key, strlen (key->key));
  return answer;
}

static PdGatewayAnswer *
redeliver (gpointer self, const PdGatewayRedelivery *redelivery, GCancellable *cancellable)
{
  FormBureau *bureau = self;

  bureau->n_redelivered++;
  g_free (bureau->redelivered);
  bureau->redelivered = g_strdup_printf ("%s to %s", redelivery->number,
                                         redelivery->mail != NULL ? redelivery->mail : redelivery->phone);
  return pd_gateway_answer_new (PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NULL);
}

static void
free_bureau (gpointer self)
{
  FormBureau *bureau = self;

  g_free (bureau->redelivered);
  g_hash_table_unref (bureau->invoices);
  g_hash_table_unref (bureau->forms);
  g_free (bureau);
}

#define FUNCTIONS(provider)                                                                                  \
  {                                                                                                          \
    .name = provider, .get_limits = get_limits, .submit = submit, .query = query,                            \
    .fetch_files = fetch_files, .redeliver = redeliver, .apply_form = apply_form, .query_form = query_form,  \
    .act_on_form = act_on_form, .list_forms = list_forms, .free = free_bureau                                \
  }

static const PdGatewayFunctions functions = FUNCTIONS ("forms");
static const PdGatewayFunctions other_functions = FUNCTIONS ("other");

static PdGateway *
new_bureau (const PdGatewayFunctions *provider, gint64 *now, FormBureau **bureau)
{
  *bureau = g_new0 (FormBureau, 1);
  (*bureau)->now = now;
  (*bureau)->invoices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  (*bureau)->forms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, bureau_form_free);
  return pd_gateway_new (provider, *bureau);
}

/* @bureau: (out) (transfer none) */
PdGateway *
form_bureau_new (gint64 *now, FormBureau **bureau)
{
  return new_bureau (&functions, now, bureau);
}

/* The same of another name. @bureau: (out) (transfer none) */
PdGateway *
form_bureau_new_other (gint64 *now, FormBureau **bureau)
{
  return new_bureau (&other_functions, now, bureau);
}

/* The buyer answers all that waits for it. */
void
form_bureau_answer (FormBureau *bureau, gboolean confirms)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, bureau->forms);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_str_equal (((BureauForm *) value)->status, "02"))
      settle_status (bureau, value, confirms ? "04" : "05");
}

/* Somebody confirms what the buyer has entered, on the bureau's own pages. */
void
form_bureau_agree (FormBureau *bureau)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, bureau->forms);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_str_equal (((BureauForm *) value)->status, "03"))
      settle_status (bureau, value, "04");
}

/* The buyer enters a form of an invoice's first line. */
void
form_bureau_enter (FormBureau *bureau, const PdRecord *blue, gint64 net, gint64 tax)
{
  BureauForm *form = g_new0 (BureauForm, 1);
  PdRecord *inbound = pd_record_new (&pd_red_form_type, "0192f5a0-0000-7000-8000-000000000001");
  PdRecord *line = pd_record_new (&pd_red_form_line_type, "0192f5a0-0000-7000-8000-000000000002");
  const PdRecord *blue_line = g_ptr_array_index (pd_record_get_lines (blue), 0);

  form->uuid = g_strdup_printf ("inbound-%u", g_hash_table_size (bureau->forms));
  form->number = g_strdup_printf ("440300%014u", 70000 + g_hash_table_size (bureau->forms));
  form->entered_at = *bureau->now;
  form->inbound = inbound;
  g_strlcpy (form->status, "03", sizeof form->status);
  pd_record_set_text (inbound, PD_RED_FORM_UUID, form->uuid);
  pd_record_set_text (inbound, PD_RED_FORM_NUMBER, form->number);
  pd_record_set_text (inbound, PD_RED_FORM_FORM_DATE, "2026-11-20");
  pd_record_set_text (inbound, PD_RED_FORM_REASON_CODE, PD_RED_FORM_REASON_RETURN);
  pd_record_set_text (inbound, PD_RED_FORM_ENTERED_BY, PD_RED_FORM_SIDE_BUYER);
  pd_record_set_text (inbound, PD_RED_FORM_SIDE, PD_RED_FORM_SIDE_SELLER);
  pd_record_set_text (inbound, PD_RED_FORM_BLUE_NUMBER, pd_record_get_text (blue, PD_INVOICE_NUMBER));
  pd_record_set_text (inbound, PD_RED_FORM_BLUE_KIND, pd_record_get_text (blue, PD_INVOICE_KIND));
  pd_record_set_text (inbound, PD_RED_FORM_BLUE_DATE, pd_record_get_text (blue, PD_INVOICE_ISSUE_DATE));
  pd_record_set_text (inbound, PD_RED_FORM_SELLER_NAME, pd_record_get_text (blue, PD_INVOICE_SELLER_NAME));
  pd_record_set_text (inbound, PD_RED_FORM_SELLER_TAX_NUMBER,
                      pd_record_get_text (blue, PD_INVOICE_SELLER_TAX_NUMBER));
  pd_record_set_text (inbound, PD_RED_FORM_BUYER_NAME, pd_record_get_text (blue, PD_INVOICE_BUYER_NAME));
  pd_record_set_integer (line, PD_RED_FORM_LINE_BLUE_LINE, 1);
  pd_record_set_text (line, PD_RED_FORM_LINE_NAME, pd_record_get_text (blue_line, PD_INVOICE_LINE_NAME));
  pd_record_set_text (line, PD_RED_FORM_LINE_TAX_RATE,
                      pd_record_get_text (blue_line, PD_INVOICE_LINE_TAX_RATE));
  pd_record_set_integer (line, PD_RED_FORM_LINE_NET_AMOUNT, -net);
  pd_record_set_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT, -tax);
  if (net > 0)
    pd_record_add_line (inbound, 0, line);
  else
    pd_record_unref (line);
  pd_record_derive (inbound);
  g_hash_table_insert (bureau->forms, g_strdup (form->uuid), form);
}
