/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/** PdGatewayBook: what an adapter has to remember over its own death, in a small SQLite file. Any thread. */
typedef struct _PdGatewayBook PdGatewayBook;

PdGatewayBook *pd_gateway_book_open (const char *path, GError **error);
PdGatewayBook *pd_gateway_book_ref (PdGatewayBook *book);
void pd_gateway_book_unref (PdGatewayBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdGatewayBook, pd_gateway_book_unref)

gboolean pd_gateway_book_begin (PdGatewayBook *book);
gboolean pd_gateway_book_end (PdGatewayBook *book, gboolean keep);
sqlite3_stmt *pd_gateway_book_query (PdGatewayBook *book, const char *text, const char *kinds, ...);
gboolean pd_gateway_book_run (PdGatewayBook *book, const char *text, const char *kinds, ...);

gboolean pd_gateway_book_keep (PdGatewayBook *book, const char *name, GBytes *value);
GBytes *pd_gateway_book_recall (PdGatewayBook *book, const char *name);
gboolean pd_gateway_book_forget (PdGatewayBook *book, const char *name);

G_END_DECLS
