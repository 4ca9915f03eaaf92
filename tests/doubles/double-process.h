/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The double as a program of its own, for tests of what speaks to it over the network. Calls block. */
typedef struct
{
  char *folder;         /* (owned) its own; gone with it */
  char *url;            /* (owned) "http://127.0.0.1:PORT"; another one after a new start */
  GSubprocess *process; /* (owned) (nullable) while it runs */
} DoubleProcess;

DoubleProcess *double_process_new (const char *program);
void double_process_free (DoubleProcess *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DoubleProcess, double_process_free)
void double_process_start (DoubleProcess *self, const char *program);
void double_process_kill (DoubleProcess *self);
guint16 double_process_get_port (DoubleProcess *self);
char *double_process_ask (DoubleProcess *self,
                          const char *method,
                          const char *path,
                          const char *body,
                          GError **error);
char *double_process_control (DoubleProcess *self, const char *what, const char *json);
GSocketConnection *double_process_send (DoubleProcess *self, const char *request);
char *double_process_read (GSocketConnection *connection, GError **error);

G_END_DECLS
