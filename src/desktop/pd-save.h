/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/**
 * PdSaveFlags: what a person has been asked, and wants all the same.
 * @PD_SAVE_NONE: nothing
 * @PD_SAVE_INSIST: where somebody else has changed the same, the person's word counts
 * @PD_SAVE_REPEAT_NUMBER: another order has the same number, and both are meant
 */
typedef enum
{
  PD_SAVE_NONE = 0,
  PD_SAVE_INSIST = 1 << 0,
  PD_SAVE_REPEAT_NUMBER = 1 << 1
} PdSaveFlags;

/**
 * PdSaveQuestion: why nothing was saved, although nothing failed.
 * @PD_SAVE_QUESTION_NONE: it was saved
 * @PD_SAVE_QUESTION_CLASHES: somebody else has changed the same fields
 * @PD_SAVE_QUESTION_NUMBER: another order has the number
 */
typedef enum
{
  PD_SAVE_QUESTION_NONE,
  PD_SAVE_QUESTION_CLASHES,
  PD_SAVE_QUESTION_NUMBER
} PdSaveQuestion;

void pd_save_async (PdStore *store,
                    const PdRecord *original,
                    const PdRecord *working,
                    PdSaveFlags flags,
                    GAsyncReadyCallback callback,
                    gpointer user_data);
gboolean
pd_save_finish (PdStore *store, GAsyncResult *result, PdSaveQuestion *question, char **about, GError **error);
char *pd_save_finish_sentence (PdStore *store, GAsyncResult *result);

G_END_DECLS
