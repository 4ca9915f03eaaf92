/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes workbooks for tests: parts by name, zipped in memory. */
typedef struct _XlsxFixture XlsxFixture;

XlsxFixture *xlsx_fixture_new (void);
void xlsx_fixture_free (XlsxFixture *self);
void xlsx_fixture_add_part (XlsxFixture *self, const char *name, const char *content, gssize length);
void xlsx_fixture_add_sheet (XlsxFixture *self, const char *name, const char *state, const char *rows);
void xlsx_fixture_add_table (XlsxFixture *self, const char *name, const char *const *cells, guint n_columns);
GBytes *xlsx_fixture_zip (XlsxFixture *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XlsxFixture, xlsx_fixture_free)

G_END_DECLS
