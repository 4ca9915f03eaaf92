/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doubles/nuonuo-double.h"
#include "model/pd-verification-record.h"
#include "platform/pd-platform-verify.h"
#include "platform/platform-fixture.h"

G_BEGIN_DECLS

/* Verification, with the provider's double in this process and on the platform's clock. */

/* Invoices that the double knows, of both generations. */
#define VERIFY_DIGITAL "26322000000048000001"
#define VERIFY_CODE "032001900311"
#define VERIFY_PAPER "83089647"
#define VERIFY_DATE "2026-10-30"
#define VERIFY_SECRET "APPSECRET"

typedef struct
{
  Fixture *f;
  NuonuoDouble *provider;
  char *clerk;
  char *admin;
  guint n_asked;
  gboolean is_away;
  char *last_body;
} VerifyTest;

void verify_control (VerifyTest *test, const char *what, const char *json);
void verify_set_provider (VerifyTest *test, const char *secret);
void verify_set_up_without (VerifyTest *test, gconstpointer data);
void verify_set_up (VerifyTest *test, gconstpointer data);
void verify_tear_down (VerifyTest *test, gconstpointer data);
PdVerificationInput verify_digital (void);
PdRecord *verify_ask_for (VerifyTest *test, const PdVerificationInput *input);
PdPlatformQuestion *verify_take (VerifyTest *test);
guint verify_work (VerifyTest *test);
PdRecord *verify_now_of (VerifyTest *test, const PdRecord *record);
void verify_assert_state (VerifyTest *test, const PdRecord *record, const char *state, const char *verdict);
PdOutcome verify_again (VerifyTest *test, const PdRecord *record);

G_END_DECLS
