/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway-sandbox.h"

G_BEGIN_DECLS

#define FIRST "91440101MA5PD0018E"
#define SECOND "91310115MA1PD00290"
#define FIRST_NAME "样例办公服务有限公司"
#define BUYER "样例市远山文化传播有限公司"

/* 2027-01-01 00:00 in China, microseconds UTC */
#define NEW_YEAR_2027 G_GINT64_CONSTANT (1798732800000000)

/** Test: a bureau in a folder of its own, on a clock of its own. */
typedef struct
{
  char *folder;
  char *path;
  PdGateway *bureau;
  PdGatewaySandboxOptions options;
  gint64 now;
} Test;

void set_up (Test *test, gconstpointer data);
void tear_down (Test *test, gconstpointer data);
void reopen (Test *test);

PdRecord *make_order (void);
PdRecord *make_invoice_of (PdRecord *order, const char *seller);
PdGatewayAnswer *submit_invoice (Test *test, const char *key, const PdRecord *invoice);
PdGatewayAnswer *submit (Test *test, const char *key, const char *seller);
PdGatewayAnswer *query (Test *test, const char *key);
PdGatewayAnswer *retry (Test *test, const char *key);
char *issue (Test *test, const char *key);
guint count_invoices (Test *test);

void assert_answer (const PdGatewayAnswer *answer, PdGatewayState state, PdGatewayNext next);

G_END_DECLS
