/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "doubles/nuonuo-double.h"

G_BEGIN_DECLS

#define FIXTURE_SELLER "91330106MA2CCJ9X1T"
#define FIXTURE_BUYER "91110000600037341L"

/* A double in process, on a clock that the test moves, and a caller that signs as the papers say. */
typedef struct
{
  NuonuoDouble *provider; /* (owned) */
  gint64 now;             /* microseconds */
  char *token;            /* (owned) (nullable) */
  const char *secret;
  const char *user_tax; /* (nullable) */
  guint n_calls;
  NuonuoReply *reply; /* (owned) of the last call */
  JsonNode *root;     /* (owned) (nullable) its JSON */
} DoubleFixture;

DoubleFixture *double_fixture_new (const char *path);
void double_fixture_free (DoubleFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DoubleFixture, double_fixture_free)

void double_fixture_reopen (DoubleFixture *self, const char *path);
void double_fixture_pass (DoubleFixture *self, gint64 ms);
const char *double_fixture_post (DoubleFixture *self, const char *path, const char *form);
const char *double_fixture_get (DoubleFixture *self, const char *path);
const char *double_fixture_sign_in (DoubleFixture *self);
const char *double_fixture_call (DoubleFixture *self, const char *name, const char *json);
const char *double_fixture_issue (DoubleFixture *self, const char *order);
const char *double_fixture_status (DoubleFixture *self, const char *order);
void double_fixture_control (DoubleFixture *self, const char *what, const char *json);
const char *double_fixture_text (DoubleFixture *self, const char *path);
guint double_fixture_count_legal (DoubleFixture *self, const char *order);
char *double_fixture_order (const char *order, const char *more);

G_END_DECLS
