# Everything starts from here. A fresh clone needs Python >= 3.11 and make; the rest goes into .venv.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := PIP_DISABLE_PIP_VERSION_CHECK=1 $(PY) -m pip --quiet

# A stamp says that its lock is installed; it is older than the lock when the lock has changed.
VENV_MADE := $(VENV)/.made
RUN       := $(VENV)/.run-installed
DEV       := $(VENV)/.dev-installed
SPARK     := $(VENV)/.spark-installed
BENCH     := $(VENV)/.bench-installed

# PySpark is a large download and of no use without Java; without it the marked tests say so.
SPARK_IF_JAVA = $(if $(shell command -v java 2>/dev/null),$(SPARK))

# uv writes the locks; any uv will do, and nobody needs it to install them.
UV       ?= uv
LOCK      = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
            --no-emit-index-url --no-emit-find-links --no-annotate --no-header

DATABASE_TESTS := $(wildcard tests/apps tests/web tests/api)
JOURNEYS       := tests/journeys

.PHONY: help setup demo test test-sqlite test-postgres test-journeys test-core check format bench docs bundle lock clean

help:  ## 列出全部目标
	@echo "用法：make 目标"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-10s %s\n", $$1, $$2 }'

setup: $(DEV)  ## 建好开发环境 .venv（锁文件没变就不重装）

demo: $(RUN)  ## 从零演示：一个县的台账、通报，再带起网页，打印谁可以登录（只造不开：ARGS=--no-serve）
	@$(PY) deploy/demo.py build/demo $(ARGS)

test: $(DEV) $(SPARK_IF_JAVA)  ## 跑全部测试（PostgreSQL、Spark 在就真跑，不在就说明）
ifdef ARGS
	@$(PY) -m pytest $(ARGS)
else
	@echo "测试分几部分，两部分同时跑，各部分跑完才显示结果，约二十分钟 ……"
	@$(MAKE) --no-print-directory -k -j2 $(if $(filter output-sync,$(.FEATURES)),-Otarget) \
	    test-sqlite test-postgres test-journeys test-core
endif

# What talks to the database: on SQLite, and on PostgreSQL where a server answers.
test-sqlite: $(DEV)
	@$(PY) -m pytest $(DATABASE_TESTS)

test-postgres: $(DEV)
	@if address=$$($(PY) tests/postgres_server.py); then \
	    echo "用到数据库的测试，在 PostgreSQL 上 ……"; \
	    ZHIJIAN_TEST_DATABASE=postgres ZHIJIAN_TEST_POSTGRES="$$address" \
	        $(PY) -m pytest $(DATABASE_TESTS); \
	else echo "用到数据库的测试只在 SQLite 上跑过。" >&2; fi

# A served installation and a real browser.
test-journeys: $(DEV)
	@$(PY) -m pytest $(JOURNEYS)

# Everything else: the core, the demonstration, the command line.
test-core: $(DEV) $(SPARK_IF_JAVA)
	@$(PY) -m pytest $(addprefix --ignore=,$(DATABASE_TESTS) $(JOURNEYS))

check: $(DEV)  ## 查代码：ruff、格式、mypy、分层、漏写的数据库升级
	@failed=0; \
	$(VENV)/bin/ruff check . || failed=1; \
	$(VENV)/bin/ruff format --check . || failed=1; \
	$(VENV)/bin/mypy || failed=1; \
	$(VENV)/bin/lint-imports --no-cache || failed=1; \
	folder=$$(mktemp -d); \
	ZHIJIAN_DATA_DIR=$$folder $(VENV)/bin/zhijian manage makemigrations --check --dry-run || { \
	    echo "表变了而没有升级文件，请执行 zhijian manage makemigrations。" >&2; failed=1; }; \
	rm -rf "$$folder"; \
	exit $$failed

format: $(DEV)  ## 整理代码格式
	@$(VENV)/bin/ruff check --fix-only --quiet .
	@$(VENV)/bin/ruff format .

bench: $(BENCH)  ## 测速度和内存，与同类工具相比（全部项目：make bench ARGS=--all）
	@$(PY) -m bench $(ARGS)

docs: $(DEV)  ## 重新生成文档中由程序生成的几页
	@for page in docs/generate/*.py; do echo "$$page"; $(PY) "$$page" || exit 1; done

bundle: $(DEV)  ## 写出内网安装包 build/bundle（离线安装），并在断网的环境里试装
	@$(PY) deploy/bundle.py build/bundle $(ARGS)
	@$(PY) -m pytest -m bundle tests/faces/test_bundle.py

lock:  ## 重新解析依赖，写 requirements/*.txt（需要 uv）
	@$(LOCK) $(ARGS) pyproject.toml --group build --output-file requirements/run.txt >/dev/null
	@$(LOCK) $(ARGS) pyproject.toml --group dev --constraints requirements/run.txt \
	    --output-file requirements/dev.txt >/dev/null
	@$(LOCK) $(ARGS) --group spark --constraints requirements/dev.txt \
	    --output-file requirements/spark.txt >/dev/null
	@$(LOCK) $(ARGS) --group bench --constraints requirements/dev.txt \
	    --output-file requirements/bench.txt >/dev/null
	@$(LOCK) $(ARGS) --extra postgres --extra celery --group bundle \
	    --constraints requirements/dev.txt --output-file requirements/bundle.txt pyproject.toml >/dev/null
	@if grep -nE 'https?:|file:|find-links|index-url' requirements/*.txt; then \
	    echo "锁文件里不能有地址，请去掉上面几行。" >&2; exit 1; fi

clean:  ## 删掉 .venv 和 build
	@rm -rf $(VENV) build

$(VENV_MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "需要 Python 3.11 或更高版本。请安装后重试，或写明位置：make PYTHON=/路径/python3.12 目标" >&2; exit 1; }
	@echo "正在建立 $(VENV) ……"
	@$(PYTHON) -m venv --clear $(VENV) || { \
	    echo "建立 $(VENV) 失败。Debian、Ubuntu 请先安装 python3-venv。" >&2; exit 1; }
	@touch $@

$(RUN): requirements/run.txt pyproject.toml | $(VENV_MADE)
	@echo "正在安装运行依赖 ……"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@echo "正在安装开发依赖 ……"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(SPARK): requirements/spark.txt $(DEV)
	@echo "正在安装 PySpark（约 400 MB，只在锁文件变化时）……"
	@$(PIP) install --require-hashes -r requirements/spark.txt
	@touch $@

$(BENCH): requirements/bench.txt $(DEV)
	@echo "正在安装测速要用的同类工具 ……"
	@$(PIP) install --require-hashes -r requirements/bench.txt
	@touch $@
