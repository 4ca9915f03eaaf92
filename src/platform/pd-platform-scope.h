/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record-stream.h"
#include "platform/pd-platform-handlers.h"

G_BEGIN_DECLS

/** PdPlatformScope: the streams that a request is about: those that it names, of those that its user may read. */
typedef struct
{
  PdPlatformRole role;
  GHashTable *names; /* (owned) (nullable) NULL: all */
} PdPlatformScope;

gboolean pd_platform_scope_read (PdPlatformCall *call, PdPlatformScope *scope);
void pd_platform_scope_clear (PdPlatformScope *scope);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdPlatformScope, pd_platform_scope_clear)
gboolean pd_platform_scope_has (const PdPlatformScope *scope, const char *stream);
gboolean pd_platform_scope_is_empty (const PdPlatformScope *scope);
gboolean pd_platform_scope_has_month (const PdPlatformScope *scope, const char *type, const char *month);
gboolean pd_platform_may_read (PdPlatformRole role, const char *type);
GStrv pd_platform_readable_types (PdPlatformRole role);

G_END_DECLS
