/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A zip of parts, in the order in which they were added; names as they stand, so that a test can plant bad ones. */
typedef struct _ZipFixture ZipFixture;

ZipFixture *zip_fixture_new (void);
void zip_fixture_free (ZipFixture *self);
void zip_fixture_add (ZipFixture *self, const char *name, const char *text);
void zip_fixture_add_bytes (ZipFixture *self, const char *name, GBytes *bytes);
GBytes *zip_fixture_get (ZipFixture *self, const char *name);
GBytes *zip_fixture_to_bytes (ZipFixture *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZipFixture, zip_fixture_free)

G_END_DECLS
