/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/platform-fixture.h"

G_BEGIN_DECLS

/** LostFixture: a platform with a backup of its own, and people who give back what was lost. */
typedef struct
{
  Fixture *f;
  char *clerk;
  char *finance;
  char *admin;
} LostFixture;

void lost_set_up (LostFixture *test, gconstpointer data);
void lost_tear_down (LostFixture *test, gconstpointer data);
void lost_back_up (LostFixture *test);
void lost_restore (LostFixture *test);
PdResult *lost_give_back (LostFixture *test,
                          const char *token,
                          guint n,
                          const PdRecord *const *records,
                          const gint64 *bases,
                          guint i);
void lost_assert_outcome (const PdResult *result, PdOutcome outcome, const char *code);

G_END_DECLS
