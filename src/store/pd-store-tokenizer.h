/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-session.h"

G_BEGIN_DECLS

#define PD_STORE_TOKENIZER_NAME "piaodan"

/* A token takes at most this many bytes of a long word; a query is cut alike. */
#define PD_STORE_TOKEN_MAX 64

/**
 * PdTokenFunc:
 * @token: folded; not terminated
 * @length: bytes of @token
 * @start: where it begins in the text, in bytes
 * @end: where it ends
 *
 * Returns: 0 to go on
 */
typedef int (*PdTokenFunc) (gpointer data, const char *token, int length, int start, int end);

int pd_store_tokenize (const char *text, int length, gboolean query, PdTokenFunc func, gpointer data);
char *pd_store_fold (const char *text, gssize length);
gboolean pd_store_is_ideograph (gunichar character);
gboolean pd_store_tokenizer_register (PdStoreSession *session, GError **error);

G_END_DECLS
