#!/bin/sh
# 安装指尖，不需要网络。用法：sh install.sh [安装到哪个文件夹，默认 /opt/zhijian]
# 再装一次就是升级：程序换成新的，数据和设置不动。
set -eu

here=$(cd "$(dirname "$0")" && pwd)
target=${1:-/opt/zhijian}
wanted=$(sed -n 1p "$here/python-version")
machine=$(sed -n 2p "$here/python-version")

fail() {
    echo "$1" >&2
    exit 1
}

[ "$(uname -m)" = "$machine" ] ||
    fail "这份安装包是给 $machine 的，这台机器是 $(uname -m)。请换用对应的安装包。"

echo "核对文件 ……"
(cd "$here" && sha256sum --check --quiet SHA256SUMS) ||
    fail "安装包不完整或被改动过，没有安装。请重新拷贝一份。"

python=""
for name in "${PYTHON:-python$wanted}" "python$wanted" python3; do
    if command -v "$name" >/dev/null 2>&1 &&
        [ "$("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = "$wanted" ]; then
        python=$name
        break
    fi
done
[ -n "$python" ] ||
    fail "这份安装包要用 Python $wanted，没有找到。请先安装，或写明位置：PYTHON=/路径/python$wanted sh install.sh"

mkdir -p "$target" || fail "$target 建不了。请用 root 安装，或换一个文件夹：sh install.sh ~/zhijian"
fresh="$target/venv.new"
rm -rf "$fresh"
echo "建立 $target/venv ……"
# 有的系统没有装 python3-venv；pip 在安装包里，用不着它。
"$python" -m venv --without-pip "$fresh" || fail "建立虚拟环境失败，请检查 Python 是否完整。"
pip=$(ls "$here"/wheels/pip-*.whl)
"$fresh/bin/python" "$pip/pip" install --quiet --disable-pip-version-check --no-index \
    --find-links "$here/wheels" --require-hashes -r "$here/requirements.txt" ||
    fail "依赖没有装上，原来的安装没有动。"
"$fresh/bin/python" "$pip/pip" install --quiet --disable-pip-version-check --no-index --no-deps \
    "$here"/wheels/zhijian-*.whl ||
    fail "程序没有装上，原来的安装没有动。"

# 虚拟环境里记着自己的位置，所以在原位重建各个命令的首行，再换上去。
rm -rf "$target/venv.old"
[ ! -d "$target/venv" ] || mv "$target/venv" "$target/venv.old"
mv "$fresh" "$target/venv"
for script in "$target"/venv/bin/*; do
    [ -f "$script" ] && [ ! -L "$script" ] &&
        sed -i "1s|$fresh/bin|$target/venv/bin|" "$script" 2>/dev/null || true
done
sed -i "s|$fresh|$target/venv|g" "$target/venv/pyvenv.cfg"
"$target/venv/bin/zhijian" --version >/dev/null ||
    fail "装好的程序不能运行。原来的版本在 $target/venv.old。"

rm -rf "$target/manual" "$target/images" "$target/systemd"
cp -R "$here/manual" "$here/images" "$here/systemd" "$target/"
cp "$here/zhijian.toml.example" "$here/nginx.conf.example" "$target/"
rm -rf "$target/venv.old"

echo "已安装 $("$target/venv/bin/zhijian" --version) 到 $target。"
echo "下一步见 $target/manual/install.md。先试一下："
echo "  mkdir -p ~/zhijian && cd ~/zhijian && $target/venv/bin/zhijian serve"
