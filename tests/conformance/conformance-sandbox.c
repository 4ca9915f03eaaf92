/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conformance/conformance.h"

#include "gateway/pd-gateway-sandbox.h"
#include "model/pd-invoice.h"
#include "model/pd-red-form.h"

/* The training bureau: it lives in the platform's process, and its book beside the platform's. */

static gpointer
start (void)
{
  return NULL;
}

static void
stop (gpointer self)
{
}

static PdGateway *
open_sandbox (gpointer self, const char *folder, PdGatewayHttpSentFunc sent)
{
  g_autofree char *path = g_build_filename (folder, "bureau.sqlite", NULL);
  const PdGatewaySandboxOptions options = { .path = path, .sessions = TRUE, .now = conformance_now };
  g_autoptr (GError) error = NULL;
  PdGateway *gateway = pd_gateway_sandbox_new (&options, &error);

  g_assert_no_error (error);
  return gateway;
}

static void
advance (gpointer self, gint64 time)
{
}

static void
look_up (gpointer self, const char *folder, const char *key, ConformanceLegal *legal)
{
  g_autoptr (PdGateway) gateway = open_sandbox (self, folder, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = pd_gateway_sandbox_list_invoices (gateway, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < all->len; i++)
    {
      const PdGatewaySandboxInvoice *one = g_ptr_array_index (all, i);

      if (g_strcmp0 (one->key, key) != 0)
        continue;
      legal->count++;
      legal->gross = one->gross_amount;
      g_strlcpy (legal->number, one->number, sizeof legal->number);
    }
}

static void
lose_answer (gpointer self, PdGateway *gateway)
{
  pd_gateway_sandbox_add_fault (gateway, PD_GATEWAY_FAULT_LOSE_ANSWER, NULL, 1);
}

static void
refuse (gpointer self, PdGateway *gateway)
{
  pd_gateway_sandbox_add_fault (gateway, PD_GATEWAY_FAULT_REJECT, "购买方名称不正确", 1);
}

static void
hide_file (gpointer self, PdGateway *gateway)
{
  pd_gateway_sandbox_add_fault_to (gateway, PD_GATEWAY_SANDBOX_FILES, PD_GATEWAY_FAULT_NO_FILE, NULL, 1);
}

static void
sign (gpointer self, PdGateway *gateway, gboolean in)
{
  g_assert_true (in ? pd_gateway_sandbox_sign_in (gateway, NULL)
                    : pd_gateway_sandbox_sign_out (gateway, NULL));
}

/* The buyer's side of it */

static void
book (gpointer self, const char *folder, const char *number)
{
  g_autoptr (PdGateway) gateway = open_sandbox (self, folder, NULL);

  g_assert_true (pd_gateway_sandbox_book (gateway, number, NULL));
}

static void
enter_form (gpointer self, const char *folder, const PdRecord *blue)
{
  g_autoptr (PdGateway) gateway = open_sandbox (self, folder, NULL);
  g_autofree char *number =
      pd_gateway_sandbox_enter_form (gateway, pd_record_get_text (blue, PD_INVOICE_NUMBER),
                                     PD_RED_FORM_REASON_RETURN, NULL);

  g_assert_nonnull (number);
}

static void
confirm (gpointer self, const char *folder, const char *form_uuid)
{
  g_autoptr (PdGateway) gateway = open_sandbox (self, folder, NULL);

  g_assert_true (pd_gateway_sandbox_say (gateway, form_uuid, PD_GATEWAY_SANDBOX_CONFIRM, NULL));
}

static void
look_up_red (gpointer self, const char *folder, const char *blue, ConformanceReversal *reversal)
{
  g_autoptr (PdGateway) gateway = open_sandbox (self, folder, NULL);
  g_autoptr (GPtrArray) all = pd_gateway_sandbox_list_invoices (gateway, NULL);
  g_autoptr (GPtrArray) forms = pd_gateway_sandbox_list_forms (gateway, NULL);

  for (guint i = 0; i < all->len; i++)
    {
      const PdGatewaySandboxInvoice *one = g_ptr_array_index (all, i);

      if (g_strcmp0 (one->blue_number, blue) != 0)
        continue;
      reversal->n_red++;
      reversal->gross += one->gross_amount;
      g_strlcpy (reversal->number, one->number, sizeof reversal->number);
    }
  for (guint i = 0; i < forms->len; i++)
    {
      const PdRecord *form = g_ptr_array_index (forms, i);

      reversal->n_forms += g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_BLUE_NUMBER), blue) == 0 &&
                           g_strcmp0 (pd_record_get_state (form), PD_RED_FORM_STATE_VOID) != 0;
    }
}

const ConformanceProvider conformance_sandbox = {
  .name = "sandbox",
  .start = start,
  .stop = stop,
  .open = open_sandbox,
  .advance = advance,
  .look_up = look_up,
  .lose_answer = lose_answer,
  .refuse = refuse,
  .hide_file = hide_file,
  .sign = sign,
  .book = book,
  .enter_form = enter_form,
  .confirm = confirm,
  .look_up_red = look_up_red,
};
