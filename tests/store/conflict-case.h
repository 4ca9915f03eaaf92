/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-fixture.h"
#include "store/pd-store-resolve.h"

/* A conflict, decisions of it and what becomes of them: for the tests of both. */

/** Case: an order in which the buyer's e-mail and the remark were changed on both sides. */
typedef struct
{
  PdRecord *order;           /* (owned) */
  PdRecord *remote;          /* (owned) */
  PdStoreConflict *conflict; /* (owned) */
  PdResolution *resolution;  /* (owned) */
  const char *id;
} Case;

void case_assert_same (const char *before, const char *after);
void case_resolve (StoreFixture *fixture, const PdStoreConflict *conflict, const PdResolution *resolution);
void case_undo (StoreFixture *fixture, const char *id, PdUndo expected);
void case_cannot_undo (StoreFixture *fixture, const char *id);
void case_accept (StoreFixture *fixture, gint64 revision, const char *remark);
void case_begin_history (StoreFixture *fixture);
void case_clear (Case *self);
void case_init (Case *self, StoreFixture *fixture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)
